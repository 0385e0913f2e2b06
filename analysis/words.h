/* SPDX-License-Identifier: MIT */

/* words — a text cut into tokens that remember where they stood.
 *
 * Takes   text in UTF-8, best in NFC; wrong bytes end a word
 * Gives   tokens in order of start; offsets in bytes into the text as it was given, so that every later finding can
 *         be shown in place
 * Errors  none: every text has a reading; no text may reach 1 GiB
 * Memory  owns its tokens and their folded bytes; words_split begins again in the same memory
 * Cost    one pass, O(bytes); about 60 ns a token; no allocation once warm
 * After   Unicode UAX 29 in spirit; Twitter tokenisers (O'Connor 2010) for emoticons, tags and handles; Welsh
 *         clitics are cut off as in UD_Welsh-CCG (Heinecke, Tyers 2019) */
#ifndef ANALYSIS_WORDS_H
#define ANALYSIS_WORDS_H

#include "base/arena.h"

enum word_kind {
    WORD_TEXT,     /* a word; the parts of a compound too; a hashtag of one word */
    WORD_COMPOUND, /* the whole of fly-tipping or #MissedBins; its parts follow as WORD_TEXT */
    WORD_NUMBER,   /* 12 3.50 10,000 18:30 */
    WORD_SIGN,     /* a run of punctuation: ?! … £ */
    WORD_EMOTICON, /* form without a nose: :) :( <3 */
    WORD_EMOJI,    /* one sequence; form without skin tone and variation selector */
    WORD_HANDLE,   /* @name or @name@host */
    WORD_LINK,     /* address of a page or of a mailbox */
    WORD_KINDS
};

enum word_flag {
    WORD_CAPITAL = 1,     /* begins with an upper-case letter */
    WORD_SHOUTED = 2,     /* at least two letters, all upper case */
    WORD_DRAWN_OUT = 4,   /* "soooo": runs of a letter over two are cut to two in the form */
    WORD_NEGATED = 8,     /* ends in n't: don't, couldn’t */
    WORD_IN_TAG = 16,     /* of a hashtag */
    WORD_PART = 32,       /* of the WORD_COMPOUND before it */
    WORD_FIRST = 64,      /* first of a sentence or line: a capital says little here */
    WORD_GLUED = 128,     /* no space before it */
    WORD_NEW_LINE = 256,  /* a line ended before it */
    WORD_DIGITS = 512,    /* letters and digits: A470, gr8, 7pm */
    WORD_CLITIC = 1024,   /* 'r 'n 'i … cut off the word before */
    WORD_MASKED = 2048,   /* sh*t */
    WORD_DISGUISED = 4096, /* held zero-width or look-alike letters */
    WORD_PLACE = 8192      /* of a place's name; set by places_find */
};

struct vocabulary;
struct vocabulary_entry;
struct vocabulary_sense;

enum word_language { WORD_UNKNOWN, WORD_ENGLISH, WORD_WELSH, WORD_FOREIGN };

struct word {
    uint32_t start, end; /* bytes into the text */
    struct str form;     /* lower case, straight apostrophes; as written for signs, handles and links */
    struct str plain;    /* form without diacritics; the same bytes as form if there are none */
    uint64_t hash;       /* str_hash(form) */
    struct vocabulary_entry *entry; /* what is known of it; set by vocabulary_meet */
    struct vocabulary_sense *sense; /* and of it in its language, its term among them; set by stem_words */
    uint16_t flags;
    uint8_t kind;     /* enum word_kind */
    uint8_t language; /* enum word_language; set by language_identify */
};

struct words {
    struct str text;
    struct word *items;
    size_t count, cap;
    bool wide;          /* some form has more than ASCII */
    bool met;           /* its words have their entries */
    struct arena arena; /* forms and terms of this text */
    struct vocabulary *vocabulary; /* the owner's; NULL: nothing is kept of words between texts */
};

/* Starts as {0}, but for its vocabulary. The text must stay until the next words_split. */
void words_split(struct words *words, struct str text);
void words_free(struct words *words);

static inline bool words_is_text(const struct word *word)
{
    return word->kind == WORD_TEXT || word->kind == WORD_COMPOUND;
}

/* The token before, passing over the compound that a part belongs to; WORDS_NONE at the start of the text. */
#define WORDS_NONE SIZE_MAX
static inline size_t words_before(const struct words *words, size_t at)
{
    bool first_part = at > 0 && words->items[at].flags & WORD_PART && words->items[at - 1].kind == WORD_COMPOUND;
    at -= first_part;
    return at == 0 ? WORDS_NONE : at - 1;
}

/* As it was written. */
static inline struct str words_surface(const struct words *words, const struct word *word)
{
    return str_cut(words->text, word->start, word->end);
}

#endif
