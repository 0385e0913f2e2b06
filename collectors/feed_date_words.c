/* SPDX-License-Identifier: MIT */
#include "feed_date_words.h"

#include "base/banned.h"

/* Folded, without accents. English and Welsh first: where a beginning is shared, the first in order is meant. */
static const char *const months[12] = {
    "january ionawr janvier januar enero gennaio janeiro stycznia styczen ιανουαριος ιανουαριου января ocak janner",
    "february chwefror fevrier febrero febbraio fevereiro lutego luty φεβρουαριος φεβρουαριου февраля subat feber",
    "march mawrth mars marz marzo maart marca marzec marcius μαρτιος μαρτιου марта mart marts",
    "april ebrill avril abril aprile kwietnia kwiecien aprilis απριλιος απριλιου апреля nisan",
    "may mai mayo maggio maio mei maj maja majus mjus μαιος μαιου мая mayıs mayis",
    "june mehefin juin juni junio giugno junho czerwca czerwiec junius ιουνιος ιουνιου июня haziran",
    "july gorffennaf juillet juli julio luglio julho lipca lipiec julius ιουλιος ιουλιου июля temmuz",
    "august awst aout agosto augustus sierpnia sierpien augusztus αυγουστος αυγουστου августа agustos",
    "september medi septembre septiembre settembre setembro wrzesnia wrzesien szeptember σεπτεμβριος сентября eylul",
    "october hydref octobre oktober octubre ottobre outubro pazdziernika pazdziernik οκτωβριος октября ekim",
    "november tachwedd novembre noviembre listopada listopad νοεμβριος ноября kasim kasım",
    "december rhagfyr decembre dezember diciembre dicembre dezembro grudnia grudzien desember δεκεμβριος декабря aralik",
};

/* Months as Welsh changes them after "o": 20fed o Dachwedd. Whole, as "fed" is the end of a number. */
static const struct {
    const char *name;
    int month;
} mutated[] = {{"fawrth", 3}, {"fai", 5}, {"fehefin", 6}, {"orffennaf", 7}, {"fedi", 9}, {"dachwedd", 11}, {"ragfyr", 12}};

static const struct {
    const char *name;
    int minutes;
} zones[] = {
    {"z", 0},       {"utc", 0},     {"gmt", 0},     {"ut", 0},      {"wet", 0},     {"bst", 60},    {"west", 60},
    {"cet", 60},    {"met", 60},    {"mez", 60},    {"cest", 120},  {"mest", 120},  {"mesz", 120},  {"eet", 120},
    {"sast", 120},  {"eest", 180},  {"msk", 180},   {"msd", 240},   {"pkt", 300},   {"ist", 330},   {"sgt", 480},
    {"hkt", 480},   {"awst", 480},  {"jst", 540},   {"kst", 540},   {"acst", 570},  {"aest", 600},  {"acdt", 630},
    {"aedt", 660},  {"nzst", 720},  {"nzdt", 780},  {"nst", -210},  {"ndt", -150},  {"brt", -180},  {"art", -180},
    {"ast", -240},  {"at", -240},   {"adt", -180},  {"est", -300},  {"et", -300},   {"edt", -240},  {"cst", -360},
    {"ct", -360},   {"cdt", -300},  {"mst", -420},  {"mt", -420},   {"mdt", -360},  {"pst", -480},  {"pt", -480},
    {"pdt", -420},  {"akst", -540}, {"akdt", -480}, {"hst", -600},
};

int feed_date_words_month(struct str folded)
{
    if (folded.len < 3)
        return 0;
    for (int month = 0; month < 12; month++) {
        struct str rest = str_from(months[month]), name;
        while (str_next(&rest, ' ', &name))
            if (name.ptr[0] == folded.ptr[0] && str_starts(name, folded))
                return month + 1;
    }
    for (size_t i = 0; i < sizeof mutated / sizeof mutated[0]; i++)
        if (str_eq(folded, str_from(mutated[i].name)))
            return mutated[i].month;
    return str_eq(folded, STR("sept")) ? 9 : 0;
}

bool feed_date_words_zone(struct str folded, int *minutes)
{
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
        if (str_eq(folded, str_from(zones[i].name))) {
            *minutes = zones[i].minutes;
            return true;
        }
    return false;
}
