#!/usr/bin/env python3
"""Make the recorded replies of the sample town from its texts.

Takes  places.csv and texts/*.tsv (key, channel, thread, text), beside this file.
Gives  recorded/ and truth.json, the same bytes on every run.
It decides who, when, on which channel and with which ids; it writes no text. Marks in a text
([CW …], [POLL a / b], [DM]) become the fields of a toot; some authors sign with #Aberwen.
Python 3 standard library only.
"""
import collections
import csv
import datetime as dt
import html
import io
import json
import os
import random
import re
import shutil
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "recorded")
SEED = 20260926
DAYS = 35
FIRST = dt.datetime(2026, 8, 23)              # local midnight of day 1, a Sunday
BST = dt.timedelta(hours=1)                   # the whole period is British Summer Time
SERVER = "aberwen.social"
BASE = "https://" + SERVER
REPLIES, BOOSTS, COPIES, SPAM = 1250, 900, 40, 150
TAGGED = 0.42                                 # share of background toots their authors sign with #Aberwen

rng = random.Random(SEED)

# ---------------------------------------------------------------- texts

Text = collections.namedtuple("Text", "key channel thread hints text lang")

WELSH = set("""y yr yn mae ma dw dwi ti wedi ddim chi ni nhw fe hi oedd ydi yw ydy bod ond achos fan hyn hynny heddi
heddiw neithiwr bore heno eto dal diolch wrth gan dros gyda efo rhywun neb pwy ble lle pryd pam sut mewn mas lan lawr
eich ein ei eu fy dy sydd sy sydd'n oes na nac chwarae teg plant pobol pawb bawb cyngor llyfrgell ysgol gwres dŵr biniau
galwad cwyn angen rhy mwy gwasanaeth popeth bob ger hyd fel reit gwych hyfryd croeso cytuno gwir i'r o'r a'r ma'r mae'r
mae'n ma'n dim hwn hon braf wir siŵr cymru glaw da iawn nos ŵyl wrthi ar am""".split())
ENGLISH = set("""the and is was to of in it for on that with you they my we are have has not be at this from no an
just been all who where what when why out our your i'm it's don't can anyone same here any will by me so but up or
again still caller please thanks about reported lovely well said good too he she them how dead there thank""".split())


def language_of(text):
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    cy = sum(w in WELSH for w in words)
    en = sum(w in ENGLISH for w in words)
    return "cy" if cy > en else "en"


def load_texts():
    out = []
    folder = os.path.join(HERE, "texts")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            next(f)
            for line in f:
                key, channel, thread, text = line.rstrip("\n").split("\t")
                thread, _, hints = thread.partition("/")
                lang = "cy" if name.startswith("toots-cy") else language_of(text)
                out.append(Text(key, channel, thread, tuple(h for h in hints.split(",") if h), text, lang))
    assert len({t.key for t in out}) == len(out) and len({t.text for t in out}) == len(out)
    return out


# ---------------------------------------------------------------- time

PROFILE = {  # how many speak in each local hour
    "wd": [2, 1, 1, 1, 1, 2, 8, 16, 18, 12, 9, 9, 12, 11, 8, 9, 11, 14, 15, 16, 17, 14, 9, 5],
    "we": [3, 2, 1, 1, 1, 1, 3, 7, 12, 15, 16, 14, 12, 12, 11, 10, 11, 11, 12, 14, 15, 13, 9, 5],
    "call": [0, 0, 0, 0, 0, 0, 0, 0, 6, 16, 15, 12, 8, 9, 11, 10, 6, 0, 0, 0, 0, 0, 0, 0],
}
WINDOW = {"am": (6.3, 10.2), "noon": (11.2, 14.4), "pm": (14.4, 18), "eve": (18, 21.9), "night": (22, 23.5)}
WEEKDAYS = "mon tue wed thu fri sat sun".split()


def at(day, hours):
    """Day 1..35 and local hours as a UTC datetime with milliseconds."""
    return FIRST + dt.timedelta(days=day - 1, milliseconds=int(hours * 3600000)) - BST


def local(t):
    return t + BST


def day_of(t):
    return (local(t) - FIRST).days + 1


def weekday(day):
    return (FIRST + dt.timedelta(days=day - 1)).weekday()


END = at(DAYS, 23.97)


def hour_of_day(day, channel, hints):
    for h in hints:
        if h in WINDOW:
            return rng.uniform(*WINDOW[h])
    p = PROFILE["call"] if channel == "call" else PROFILE["we" if weekday(day) > 4 else "wd"]
    return rng.choices(range(24), p)[0] + rng.random()


def days_allowed(hints):
    days = set(range(1, DAYS + 1))
    for h in hints:
        if re.fullmatch(r"d\d\d", h):
            days &= {int(h[1:])}
        elif h in WEEKDAYS:
            days &= {d for d in days if weekday(d) == WEEKDAYS.index(h)}
        elif h == "wd":
            days &= {d for d in days if weekday(d) < 5}
        elif h == "we":
            days &= {d for d in days if weekday(d) > 4}
        elif h == "early":
            days &= set(range(1, 10))
        elif h == "sep":
            days &= set(range(11, 35))
        elif h == "w2":
            days &= set(range(11, 14))
        elif h in ("w3", "w4", "w5"):
            n = int(h[1])
            days &= set(range(7 * n - 6, 7 * n))
    return sorted(days)


LAST_DAY_STORIES = re.compile(r"traeth bach|little beach|castle house|tŷ castell|riverside|glan-yr-afon|festival|ŵyl|library|llyfrgell", re.I)
load = collections.Counter()


def background_time(t):
    days = days_allowed(t.hints)
    if LAST_DAY_STORIES.search(t.text) and len(days) > 1:
        days = [d for d in days if d != DAYS]
    if t.channel == "call":
        days = [d for d in days if weekday(d) < 5 and d != 9] or days      # day 9 is the bank holiday
    if t.channel == "paper":
        days = [d for d in days if weekday(d) != 6] or days
    weights = [1.0 / (1 + load[t.channel, d]) ** 3 * (0.85 if weekday(d) > 4 else 1) for d in days]
    day = rng.choices(days, weights)[0]
    load[t.channel, day] += 1
    if t.channel == "paper" and not t.hints:
        return at(day, rng.uniform(6.5, 17))
    return at(day, hour_of_day(day, t.channel, t.hints))


def spread(texts, first, last, waking=(7.2, 21.5)):
    """Times for a storyline in the order of its file: anchors t0710 and d24 hold, the rest lie between."""
    fixed = {}
    for i, t in enumerate(texts):
        for h in t.hints:
            if h[0] == "t":
                fixed[i] = at(DAYS, int(h[1:3]) + int(h[3:]) / 60)
            elif h[0] == "d":
                fixed[i] = at(int(h[1:]), rng.uniform(9, 18))
    marks = [i for i in fixed if texts[i].hints[0][0] == "t"]
    marks = [-1] + marks + [len(texts)]
    when = lambda i: fixed[i] if i in fixed else first if i < 0 else last
    out = []
    for i in range(len(texts)):
        if i in fixed:
            out.append(fixed[i] + dt.timedelta(seconds=rng.randrange(1, 50)))
            continue
        a = max(m for m in marks if m < i)
        b = min(m for m in marks if m > i)
        share = (i - a + rng.uniform(-0.35, 0.35)) / (b - a)
        t = when(a) + (when(b) - when(a)) * max(0.02, min(0.98, share))
        h = local(t).hour + local(t).minute / 60
        if not waking[0] <= h <= waking[1]:
            t = at(day_of(t), rng.uniform(*waking))
        out.append(t)
    return out


# ---------------------------------------------------------------- people

CY_FIRST = """Siân Rhys Lowri Gethin Nia Dylan Elin Iwan Bethan Gareth Ffion Huw Carys Emyr Angharad Osian Mair Aled Catrin
Ieuan Heledd Tomos Manon Geraint Rhian Ifan Non Llŷr Gwenno Deiniol Eleri Guto Mared Hywel Lleucu Gwion Menna Steffan Tegwen
Idris Branwen Macsen Delyth Owain Gwyneth Cai Eirlys Trystan Glenys Ynyr Meleri Arwel Sioned Dewi Mabli Eurig Alaw Berwyn
Cadi Gruff Buddug Celt Betsan Ithel Ceinwen Siôn Llinos Tudur""".split()
EN_FIRST = """Karen Steve Julie Mark Priya Darren Sue Paul Amira Kev Linda Tom Jess Colin Maria Pete Gemma Ahmed Sandra Lee
Chloe Barry Debbie Nathan Fatima Graham Wendy Josh Tina Alan Kelly Simon Rachel Mo Sheila Craig Hannah Ray Zoe Martin Anna
Clive Stacey Jamal Pauline Ben Donna Ian Shaz Phil Carol Ryan Ola Trish Nick Becky Keith Marta Liam Joan Dean Holly Vic Ruth
Callum Maureen Gaz Ella""".split()
LAST = """Prydderch Teifryn Hopcyn Rhydderch Bowen Probert Pugh Beynon Gwilym Cadwgan Meredith Penry Gittins Bebb Nicholas
Havard Mathias Pritchard Treharne Eynon Cledwyn Arthen Llywarch Brychan Cynfelyn Eirion Gwynfryn Idwal Madryn Tewdwr Hobson
Marsh Tilley Okafor Desai Kowalski Hussain Fenwick Archer Doyle Whitlock Salter Hart Nowak Pereira Bright Cobb Dunning Keane
Maddox Quill Rowntree Stokes Underhill Varley Wragg Yardley Ash Birch Coombe Finch Groves Hale""".split()
TAIL = ["", "", "", "_aberwen", "86", "_x", "71", "23", "_cymru", "sa", "1964", "_h", "99", "_wen", "07"]
FLAIR = ["", "", "", "", "", " 🏴󠁧󠁢󠁷󠁬󠁳󠁿", " ☕", " 🐕", " 🏉", " 🌊", " 📚", " (hi/she)", " 🧶"]


def plain(s):
    s = "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9_]", "", s.lower())


class People:
    """A supply of invented people: some speak often, most once or twice."""

    def __init__(self):
        self.handles = {"cyngor", "derek_probyn48"}

    def handle(self, first, last):
        f, l = plain(first), plain(last)
        while True:
            h = rng.choice([f + l, f + "_" + l, f[0] + l, f + l[0], l + f, f + "_" + l[:3]])
            h += rng.choice(TAIL)
            if len(h) > 3 and h not in self.handles:
                self.handles.add(h)
                return h

    def person(self, lang, native_id):
        first = rng.choice(CY_FIRST if lang == "cy" or rng.random() < 0.25 else EN_FIRST)
        last = rng.choice(LAST)
        handle = self.handle(first, last)
        style = rng.random()
        name = first + " " + last if style < 0.6 else first if style < 0.8 else handle
        return {"handle": handle, "name": name + rng.choice(FLAIR), "lang": lang, "id": native_id}


def account(p, bot=False, remote=None):
    """A Mastodon Account entity."""
    domain = remote or SERVER
    r = random.Random(p["handle"])
    created = dt.datetime(2022, 11, 1) + dt.timedelta(days=r.randrange(1200))
    url = "https://%s/@%s" % (domain, p["handle"])
    return {
        "id": snowflake(created + dt.timedelta(seconds=r.randrange(80000)), r.randrange(65536)),
        "username": p["handle"], "acct": p["handle"] + ("@" + remote if remote else ""), "display_name": p["name"],
        "locked": False, "bot": bot, "discoverable": True, "indexable": True, "group": False,
        "created_at": created.strftime("%Y-%m-%dT00:00:00.000Z"), "note": "", "url": url,
        "uri": "https://%s/users/%s" % (domain, p["handle"]), "followers_count": r.randrange(3, 400)}


# ---------------------------------------------------------------- Mastodon

seen_ids = set()


def snowflake(t, low):
    ms = int((t - dt.datetime(1970, 1, 1)).total_seconds() * 1000)
    return str((ms << 16) + low)


def status_id(t):
    while True:
        i = snowflake(t, rng.randrange(65536))
        if i not in seen_ids:
            seen_ids.add(i)
            return i


def iso(t, ms=True):
    return t.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (t.microsecond // 1000) if ms else t.strftime("%Y-%m-%dT%H:%M:%SZ")


TOKEN = re.compile(r"(https?://[^\s<]+)|(?<![\w/&])#(\w*[^\W\d]\w*)|(?<![\w/])@(\w+)(?:@([\w.]+\w))?")


def tag_name(s):
    return "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c)).lower()


class Toot:
    """A Mastodon status being made; entity() is what the API returns."""

    def __init__(self, when, who, text, key, lang=None, parent=None, boosted=None, bot=False, remote=None, signed=False):
        self.when, self.who, self.text, self.key = when, who, text, key
        self.lang = lang or who["lang"]
        self.parent, self.boosted, self.bot, self.remote, self.signed = parent, boosted, bot, remote, signed
        self.id = status_id(when)
        self.replies = self.boosts = 0
        self.cw = self.poll = self.edited = None
        self.media = []
        self.visibility = "public"
        self._options()

    def _options(self):
        m = re.match(r"\[CW ([^\]]+)\] ", self.text)
        if m:
            self.cw, self.text = m.group(1), self.text[m.end():]
        m = re.search(r" \[POLL ([^\]]+)\]$", self.text)
        if m:
            self.poll, self.text = m.group(1).split(" / "), self.text[:m.start()]
        if self.text.startswith("[DM] "):
            self.visibility, self.text = "direct", self.text[5:]

    def uri(self):
        return "https://%s/users/%s/statuses/%s" % (self.remote or SERVER, self.who["handle"], self.id)

    def url(self):
        return "https://%s/@%s/%s" % (self.remote or SERVER, self.who["handle"], self.id)

    def _mention(self, p, mentions, remote=None):
        a = account(p, remote=remote)
        mentions.setdefault(a["acct"], {"id": a["id"], "username": a["username"], "url": a["url"], "acct": a["acct"]})
        return '<span class="h-card" translate="no"><a href="%s" class="u-url mention">@<span>%s</span></a></span>' % (
            a["url"], a["username"])

    def content(self):
        """The text as Mastodon renders it, with its tags and mentions."""
        tags, mentions = {}, {}

        def token(m):
            link, tag, user, domain = m.groups()
            if link:
                rest = link.split("://", 1)[1]
                return ('<a href="%s" rel="nofollow noopener" translate="no" target="_blank"><span class="invisible">https://</span>'
                        '<span class="">%s</span><span class="invisible"></span></a>' % (link, rest))
            if tag:
                tags.setdefault(tag_name(tag), None)
                return '<a href="%s/tags/%s" class="mention hashtag" rel="tag">#<span>%s</span></a>' % (BASE, tag, tag)
            if user == "cyngor" and domain in (None, SERVER):
                return self._mention(COUNCIL, mentions)
            return m.group(0)

        def paragraph(s):
            return "<p>" + "<br />".join(html.escape(x, quote=False).replace("'", "&#39;").replace('"', "&quot;")
                                         for x in s.split("\\n")) + "</p>"

        body = self.text
        if self.signed and "#Aberwen" not in body:
            body += "\\n\\n#Aberwen"
        body = "".join(paragraph(p) for p in body.split("\\n\\n"))
        body = TOKEN.sub(token, body)
        if self.parent is not None:
            lead = self._mention(self.parent.who, mentions, self.parent.remote)
            body = body.replace("<p>", "<p>" + lead + " ", 1)
        return (body, [{"name": t, "url": "%s/tags/%s" % (BASE, t)} for t in tags], list(mentions.values()))

    def entity(self):
        if self.boosted is not None:
            o = self.boosted.entity()
            body, tags, mentions = o["content"], o["tags"], o["mentions"]
        else:
            body, tags, mentions = self.content()
        uri = self.uri() + ("/activity" if self.boosted is not None else "")
        e = {"id": self.id, "created_at": iso(self.when),
             "in_reply_to_id": self.parent.id if self.parent else None,
             "in_reply_to_account_id": account(self.parent.who, remote=self.parent.remote)["id"] if self.parent else None,
             "sensitive": bool(self.cw), "spoiler_text": self.cw or "", "visibility": self.visibility, "language": self.lang,
             "uri": uri, "url": uri if self.boosted is not None else self.url(),
             "replies_count": self.replies, "reblogs_count": self.boosts, "favourites_count": self.boosts * 2 + self.replies,
             "edited_at": iso(self.edited) if self.edited else None, "content": body,
             "reblog": o if self.boosted is not None else None,
             "account": account(self.who, self.bot, self.remote),
             "media_attachments": self.media, "mentions": mentions, "tags": tags, "emojis": [], "card": None, "poll": None}
        if self.poll:
            e["poll"] = {"id": self.id[-6:], "expires_at": iso(min(END, self.when + dt.timedelta(days=1))), "expired": True, "multiple": False,
                         "votes_count": 7 * len(self.poll), "voters_count": 7 * len(self.poll), "emojis": [],
                         "options": [{"title": o, "votes_count": 7} for o in self.poll]}
        return e


COUNCIL = {"handle": "cyngor", "name": "Cyngor Aberwen Council", "lang": "cy"}
DEREK = {"handle": "derek_probyn48", "name": "Derek Probyn", "lang": "en"}
BOTS = [{"handle": h, "name": n, "lang": "en"} for h, n in [
    ("aberwen_deals", "Aberwen DEALS 💷"), ("gutterkings_sa", "Gutter Kings"), ("wales_offers_24", "Wales Offers 24"),
    ("crypto_cymru_x", "Crypto Cymru"), ("local_services_aberwen", "Local Services Aberwen"), ("win_win_winner", "WIN NOW 🎁"),
    ("hottub_huw", "Hot Tubs Huw")]]


# ---------------------------------------------------------------- the town speaks

NEGATIVE = set("""disgusting|shocking|warthus|unbelievable|typical|nodweddiadol|never changes|byth yn newid|😡|🙄|typical aberwen|every time|
bob tro|don't get me started|wrong|rubbish|so sorry|sori i glywed|mae'n ddrwg gen i glywed|sorry to hear that|o na|o diar|poor thing|
druan|😭|oh no|oh no! x|disgusting tbh|tell me about it|hope you're ok|thinking of you x|dead right|take care""".replace("\n", "").split("|"))
POSITIVE = set("""gwych!|gwych iawn|bendigedig|hyfryd|lovely|lovely photo|llun hyfryd|beautiful|congrats|congratulations both|well done|
well done all|da iawn pawb|bravo|brilliant|brill|ace|mint|lush|tidy|llongyfarchiadau!|can't wait|methu aros|i'm in|fi mewn|count me in|
iechyd da|cheers to that|❤️|👏👏|legend|legends|arwr!|seren ⭐|wow|waw|anhygoel|see you there|wela i chi yna|wela i di fanna|
ooo nice|what a gem|haha|hahaha love this|😂|😂😂😂|ha ia|ha, ie""".replace("\n", "").split("|"))
SUPPORT = set("""same here|same here!|same|+1|yr un fath fan hyn|yr un peth fan hyn|this|this ^^|agreed|cytuno|me too|fi hefyd|a finna|
a fi|any update?|any news?|unrhyw newyddion?|typical aberwen|every time|bob tro|😡|warthus|shared|wedi rhannu|o na|ditto|yn union""".replace("\n", "").split("|"))
GLAD = re.compile(r"thank|diolch|lovely|magic|wonderful|brilliant|gwych|hyfryd|bendigedig|❤|☀|well done|da iawn|love|best|perfect|hoff", re.I)


def mood_pool(parent, pools):
    if parent.thread in "ABC":
        return pools["support"] if rng.random() < 0.8 else pools["negative"]
    if parent.thread == "F" or GLAD.search(parent.text):
        return pools["positive"] if rng.random() < 0.7 else pools["neutral"]
    return pools["neutral"] if rng.random() < 0.8 else pools["any"]


def daytime(t):
    """Nobody boosts at four in the morning: put a sleeping hour off to the next morning."""
    if local(t).hour < 6:
        t = at(day_of(t), rng.uniform(6.4, 9.5))
    return t


class Crowd:
    """Who says it: someone new, or someone who has spoken before."""

    def __init__(self, people, share_new, prefix):
        self.people, self.share_new, self.prefix = people, share_new, prefix
        self.known = {"cy": [], "en": []}
        self.count = 0

    def pick(self, lang, avoid=()):
        known = self.known[lang]
        for _ in range(50):
            if len(known) > 20 and rng.random() > self.share_new:
                p = known[int(len(known) * rng.random() ** 1.8)]
            else:
                self.count += 1
                p = self.people.person(lang, "%s%05d" % (self.prefix, 10000 + 7 * self.count))
                known.append(p)
            if p["handle"] not in avoid:
                return p
        raise AssertionError("no speaker")


def storyline_times(texts):
    """The time of every text that belongs to a storyline."""
    when = {}
    span = {"A": (at(35, 7.15), at(35, 13.9)), "B": (at(35, 16.5), at(35, 22.9)), "C": (at(35, 10.5), at(35, 17.2)),
            "P": (at(10, 7.4), at(11, 21.5)), "Pz": (at(13, 7.6), at(13, 15)),
            "L": (at(23, 8.6), at(24, 21.5)), "Lz": (at(30, 9), at(30, 15)), "G": (at(1, 8), at(34, 22))}
    for thread, (a, b) in span.items():
        mine = [t for t in texts if t.thread == thread]
        waking = (7.1, 23.2) if thread in "ABC" else (7.2, 21.8)
        for t, w in zip(mine, spread(mine, a, b, waking)):
            when[t.key] = w
    for part, (a, b) in WINDOW.items():
        for channel in ("toot", "forum", "paper", "council", "survey", "call"):
            mine = [t for t in texts if t.thread == "F" and t.channel == channel and part in t.hints]
            for t, h in zip(mine, sorted(rng.uniform(a, b) for _ in mine)):
                when[t.key] = at(DAYS, h)
    news = [t for t in texts if t.channel == "news"]
    for i, t in enumerate(news):
        when[t.key] = at(2 + int(i * 32 / len(news)), rng.uniform(9, 15.5))
    fest = [t.key for t in texts if t.thread == "G" and "d35" in t.hints]
    for k, h in zip(fest, (6.4, 7.2, 9.8, 12.1, 15.3, 21.2, 22.4)):
        when[k] = at(DAYS, h)
    return when


def make_toots(texts, when, crowd):
    toots, spoke = [], collections.defaultdict(set)
    for t in texts:
        if t.channel not in ("toot", "council") or t.thread in ("R", "S"):
            continue
        w = when.get(t.key) or background_time(t)
        who = DEREK if t.thread == "G" else crowd.pick(t.lang, spoke[t.thread] if t.thread != "-" else ())
        spoke[t.thread].add(who["handle"])
        remote = rng.choice(["tarian.example", "mastodon.example"]) if t.channel == "council" and rng.random() < 0.35 else None
        if remote:
            who = crowd.people.person(t.lang, "remote")
        toot = Toot(w, who, t.text, t.key, t.lang if rng.random() < 0.97 else "en", remote=remote,
                    signed=t.channel == "toot" and rng.random() < TAGGED)
        toot.thread = t.thread
        if t.thread == "-" and rng.random() < 0.05:
            toot.edited = min(END, w + dt.timedelta(minutes=rng.randrange(1, 40)))
        if re.search(r"\bphoto\b|\bllun\b|sunrise|rainbow|enfys|castle all lit|dragon", t.text, re.I):
            toot.media = [{"id": toot.id[-9:], "type": "image", "url": BASE + "/media/%s.jpg" % toot.id[-9:],
                           "preview_url": BASE + "/media/%s.small.jpg" % toot.id[-9:], "remote_url": None,
                           "meta": {}, "description": None, "blurhash": None}]
        toots.append(toot)
    return toots


def make_spam(texts, toots):
    spam = [t for t in texts if t.thread == "S"]
    for n in range(SPAM):
        t = spam[n % len(spam)]
        bot = BOTS[spam.index(t) % len(BOTS)]
        day = 1 + n * DAYS // SPAM
        s = Toot(at(day, rng.choice([6, 8, 11, 14, 17, 20, 23]) + rng.random() / 20), bot, t.text, t.key, t.lang, bot=bot is not BOTS[1])
        s.thread = "S"
        toots.append(s)


def make_council_voice(texts, when, toots):
    for t in texts:
        if t.channel == "news":
            s = Toot(when[t.key], COUNCIL, t.text, t.key, "cy")
            s.thread = "K"
            toots.append(s)
    replies = [t for t in texts if t.channel == "reply"]
    asked = [s for s in toots if s.key.startswith("council") and s.visibility == "public"]
    for i, s in enumerate(asked):
        w = s.when + dt.timedelta(minutes=rng.randrange(25, 300))
        if rng.random() < 0.55 and w < END and 8 <= local(w).hour < 18:
            r = Toot(w, COUNCIL, replies[i % len(replies)].text, replies[i % len(replies)].key, "cy", parent=s)
            r.thread = "K"
            s.replies += 1
            toots.append(r)


WEIGHT = {"F": 0.7, "A": 0.8, "B": 0.8, "C": 0.8, "P": 2.5, "L": 2.5, "G": 0.5, "S": 0.0}


def originals(toots):
    pool = [s for s in toots if s.boosted is None and s.parent is None and s.visibility == "public" and s.thread not in "S"
            and not s.remote]
    return pool, [WEIGHT.get(s.thread, 1.0) * (0.2 + rng.random() ** 3 * 4) for s in pool]


def make_replies(texts, toots, crowd):
    react = [t for t in texts if t.thread == "R"]
    low = lambda t: t.text.lower()
    pools = {"any": react, "negative": [t for t in react if low(t) in NEGATIVE], "positive": [t for t in react if low(t) in POSITIVE],
             "support": [t for t in react if low(t) in SUPPORT]}
    pools["neutral"] = [t for t in react if low(t) not in NEGATIVE and low(t) not in POSITIVE]
    pool, weights = originals(toots)
    unused = react[:]
    rng.shuffle(unused)
    made = 0
    while made < REPLIES:
        parent = rng.choices(pool, weights)[0]
        w = daytime(parent.when + dt.timedelta(minutes=min(2000, rng.lognormvariate(3.6, 1.3))))
        if w >= END or w <= parent.when:
            continue
        choice = mood_pool(parent, pools)
        t = rng.choice(choice)
        if unused and choice is pools["neutral"]:
            t = unused.pop()
        r = Toot(w, crowd.pick(t.lang, (parent.who["handle"],)), t.text, t.key, t.lang, parent=parent)
        r.thread = "R"
        parent.replies += 1
        toots.append(r)
        made += 1


def make_boosts(toots, crowd):
    pool, weights = originals(toots)
    done, made = set(), 0
    while made < BOOSTS:
        o = rng.choices(pool, weights)[0]
        w = daytime(o.when + dt.timedelta(minutes=min(2500, 2 + rng.lognormvariate(4.0, 1.4))))
        who = crowd.pick("cy" if o.lang == "cy" or rng.random() < 0.15 else "en", (o.who["handle"],))
        if w >= END or w <= o.when or (o.id, who["handle"]) in done:
            continue
        done.add((o.id, who["handle"]))
        b = Toot(w, who, o.text, o.key, o.lang, boosted=o)
        b.thread = "boost"
        o.boosts += 1
        toots.append(b)
        made += 1


def make_copies(toots, crowd):
    """Texts that people paste again as their own toot, as they do where a boost will not reach."""
    pool, _ = originals(toots)
    for o in rng.sample([s for s in pool if s.thread == "-" and not s.poll and not s.cw and "@" not in s.text], COPIES):
        w = daytime(o.when + dt.timedelta(hours=rng.uniform(1, 30)))
        if w < END:
            c = Toot(w, crowd.pick(o.who["lang"], (o.who["handle"],)), o.text, o.key, o.lang, signed=True)
            c.thread = "copy"
            toots.append(c)


# ---------------------------------------------------------------- paper, forum, calls, survey

def cdata(s):
    return "<![CDATA[" + s.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def slug(s):
    return re.sub(r"[^a-z0-9]+", "-", tag_name(s)).strip("-")[:50]


def paper_items(texts, when):
    out = []
    for t in texts:
        if t.channel == "paper":
            w = (when.get(t.key) or background_time(t)).replace(microsecond=0)
            title, para = t.text.split(" || ", 1)
            link = "https://papur.aberwen.example/%s/%s" % (local(w).strftime("%Y/%m/%d"), slug(title))
            out.append((w, t, "<item><title>%s</title><link>%s</link><guid isPermaLink=\"false\">papur-aberwen-%s</guid>"
                        "<pubDate>%s</pubDate><dc:language xmlns:dc=\"http://purl.org/dc/elements/1.1/\">%s</dc:language>"
                        "<description>%s</description></item>" % (
                            html.escape(title, quote=False), link, snowflake(w, len(out))[-12:],
                            local(w).strftime("%a, %d %b %Y %H:%M:%S +0100"), t.lang, cdata("<p>%s</p>" % html.escape(para, quote=False)))))
    return sorted(out, key=lambda x: (x[0], x[1].key))


def forum_entry(n, w, who, lang, title, body, ref=None):
    base = "https://fforwm.aberwen.example"
    reply = ('<in-reply-to xmlns="http://purl.org/syndication/thread/1.0" ref="tag:fforwm.aberwen.example,2026:post/%d"/>' % ref) if ref else ""
    return ('<entry xml:lang="%s"><id>tag:fforwm.aberwen.example,2026:post/%d</id><title>%s</title><link rel="alternate" type="text/html" href="%s/post/%d"/>'
            "<author><name>%s</name><uri>%s/u/%s</uri></author><published>%s</published><updated>%s</updated>%s"
            '<content type="html">%s</content></entry>' % (
                lang, n, html.escape(title, quote=False), base, n, html.escape(who["handle"]), base, who["handle"], iso(w, False), iso(w, False), reply,
                html.escape("<p>%s</p>" % html.escape(body, quote=False), quote=False)))


def forum_entries(texts, when, crowd):
    posts = []
    for t in texts:
        if t.channel == "forum":
            w = (when.get(t.key) or background_time(t)).replace(microsecond=0)
            title, body = t.text.split(" || ", 1)
            posts.append([w, t, crowd.pick(t.lang), title, body, None])
    posts.sort(key=lambda p: (p[0], p[1].key))
    react = [t for t in texts if t.thread == "R" and not re.search(r"[^\w\s'’.,!?+-]|boost|dm", t.text, re.I)
             and t.text.lower() not in NEGATIVE | POSITIVE]
    for p in posts[:]:
        for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
            t = rng.choice(react)
            w = daytime(p[0] + dt.timedelta(minutes=int(rng.lognormvariate(4.6, 1.1)))).replace(microsecond=0)
            if p[0] < w < END:
                posts.append([w, t, crowd.pick(t.lang), "Re: " + p[3], t.text, p])
    posts.sort(key=lambda p: (p[0], p[1].key))
    for n, p in enumerate(posts):
        p.append(4001 + n)
    return [(p[0], p[1], p[2], forum_entry(p[6], p[0], p[2], p[1].lang, p[3], p[4], p[5][6] if p[5] else None)) for p in posts]


def gazetteer():
    parent, names, ward_name = {}, [], {}
    with open(os.path.join(HERE, "places.csv"), encoding="utf-8") as f:
        for row in csv.DictReader(f):
            parent[row["id"]] = row["parent"]
            if row["kind"] == "ward":
                ward_name.setdefault(row["id"], row["name"])
            if row["kind"] != "borough":
                names.append((row["name"], row["id"]))
    names.sort(key=lambda x: (-len(x[0]), x))
    return parent, names, ward_name


def ward_in(text, gaz):
    parent, names, ward_name = gaz
    for name, pid in names:
        if len(name) > 4 and name in text:
            while pid and pid not in ward_name:
                pid = parent[pid]
            return ward_name.get(pid, "")
    return ""


def call_rows(texts, when, gaz):
    rows = []
    for t in texts:
        if t.channel == "call":
            rows.append(((when.get(t.key) or background_time(t)).replace(microsecond=0), t))
    rows.sort(key=lambda r: (r[0], r[1].key))
    out = []
    for n, (w, t) in enumerate(rows):
        caller = "C%05d" % (20000 + (n * 7919) % 60000)
        out.append((w, t, caller, [local(w).strftime("%Y-%m-%dT%H:%M:%S+01:00"), "AB%06d" % (260100 + n),
                                   "counter" if n % 17 == 5 else "webchat" if n % 11 == 3 else "phone",
                                   caller, t.text, ward_in(t.text, gaz)]))
    return out


def survey_rows(texts, when):
    rows = sorted((((when.get(t.key) or background_time(t)).replace(microsecond=0), t) for t in texts if t.channel == "survey"),
                  key=lambda r: (r[0], r[1].key))
    return [(w, t, {"id": "arolwg-2026-%04d" % (n + 1), "date_published": iso(w, False), "content_text": t.text, "language": t.lang,
                    "authors": [{"name": "respondent-%04d" % (n + 1)}]}) for n, (w, t) in enumerate(rows)]


# ---------------------------------------------------------------- writing

def put(path, lines):
    path = os.path.join(OUT, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.writelines(line + "\n" for line in lines)


def compact(o):
    return json.dumps(o, ensure_ascii=False, separators=(",", ":"))


def write_mastodon(toots):
    toots.sort(key=lambda s: int(s.id))
    entities = {s.id: s.entity() for s in toots}
    public = [entities[s.id] for s in toots if s.visibility == "public" and not s.remote]
    put("mastodon/aberwen.social.public.jsonl", map(compact, public))
    tagged = [e for e in public if e["reblog"] is None and any(t["name"] == "aberwen" for t in e["tags"])]
    put("mastodon/aberwen.social.hashtag.Aberwen.jsonl", map(compact, tagged))
    notes = []
    for s in toots:
        e = entities[s.id]
        if s.boosted is None and any(m["acct"] == "cyngor" for m in e["mentions"]) and s.who is not COUNCIL and s.parent is None:
            notes.append({"id": str(7001 + len(notes)), "type": "mention", "created_at": e["created_at"],
                          "group_key": "ungrouped-%d" % (7001 + len(notes)), "account": e["account"], "status": e})
    put("mastodon/aberwen.social.notifications.jsonl", map(compact, notes))
    return len(public), len(tagged), notes


def write_calls(rows):
    for day in range(1, DAYS + 1):
        buf = io.StringIO()
        w = csv.writer(buf, lineterminator="\n")
        w.writerow("time,ref,channel,caller_ref,note,ward".split(","))
        for when, _, _, row in rows:
            if day_of(when) == day:
                w.writerow(row)
        put("calls/%s.csv" % (FIRST + dt.timedelta(days=day - 1)).strftime("%Y-%m-%d"), buf.getvalue().splitlines())


def write_rest(paper, forum, survey):
    put("rss/papur.items.jsonl", (compact({"at": iso(w, False), "xml": x}) for w, _, x in paper))
    put("rss/papur.head.xml", ['<?xml version="1.0" encoding="UTF-8"?>', '<rss version="2.0"><channel><title>Papur Aberwen</title>'
                               "<link>https://papur.aberwen.example/</link><description>Newyddion Aberwen, Aberwen news</description>"
                               "<language>en-gb</language>"])
    put("rss/papur.tail.xml", ["</channel></rss>"])
    put("forum/fforwm.entries.jsonl", (compact({"at": iso(w, False), "xml": x}) for w, _, _, x in forum))
    put("forum/fforwm.head.xml", ['<?xml version="1.0" encoding="UTF-8"?>', '<feed xmlns="http://www.w3.org/2005/Atom">'
                                  "<title>Fforwm Aberwen</title><id>https://fforwm.aberwen.example/</id>"
                                  '<link rel="self" href="https://fforwm.aberwen.example/feed.atom"/><updated>2026-08-23T00:00:00Z</updated>'])
    put("forum/fforwm.tail.xml", ["</feed>"])
    for week in range(1, 6):
        put("survey/week-%d.jsonl" % week, (compact(r) for w, _, r in survey if (day_of(w) + 6) // 7 == week))


STORIES = {  # what each storyline is, for tests
    "A": ("waste.missed-collection", "glan-yr-afon", "incident"),
    "B": ("housing.heating", "ty-castell", "incident"),
    "C": ("environment.water-quality", "traeth-bach", "incident"),
    "F": ("leisure.event", "aberwen", "false friend: must not be an incident"),
    "P": ("roads.pothole", "ffordd-newydd", "older incident, resolved"),
    "L": ("leisure.library", "llyfrgell-aberwen", "older incident, resolved"),
}


def truth(said, totals):
    out = {"timezone": "Europe/London", "history_until": iso(at(DAYS, 0), False), "until": iso(at(DAYS + 1, 0), False), "totals": totals, "stories": {}}
    for name, (issue, place, kind) in STORIES.items():
        mine = sorted((w, who) for w, who, thread, _ in said if thread == name)
        hours = collections.OrderedDict()
        for w, who in mine:
            hours.setdefault(iso(w.replace(minute=0, second=0, microsecond=0), False), set()).add(who)
        channels = collections.Counter(c for _, _, thread, c in said if thread == name)
        out["stories"][name] = {"issue": issue, "place": place, "kind": kind, "first": iso(mine[0][0], False), "last": iso(mine[-1][0], False),
                                "posts": len(mine), "people": len({p for _, p in mine}),
                                "channels": dict(sorted(channels.items())), "people_by_hour_utc": {h: len(p) for h, p in hours.items()}}
    return out


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    texts = load_texts()
    when = storyline_times(texts)
    people = People()
    crowd, forum_crowd = Crowd(people, 0.42, "m"), Crowd(people, 0.40, "f")
    toots = make_toots(texts, when, crowd)
    make_spam(texts, toots)
    make_council_voice(texts, when, toots)
    make_copies(toots, crowd)
    make_replies(texts, toots, crowd)
    make_boosts(toots, crowd)
    paper = paper_items(texts, when)
    forum = forum_entries(texts, when, forum_crowd)
    calls = call_rows(texts, when, gazetteer())
    survey = survey_rows(texts, when)
    public, tagged, notes = write_mastodon(toots)
    write_rest(paper, forum, survey)
    write_calls(calls)
    said = ([(s.when, s.who["handle"], s.thread, "council" if s.key and s.text.startswith("@cyngor") else "mastodon") for s in toots if s.visibility == "public"]
            + [(w, "papur", t.thread, "paper") for w, t, _ in paper]
            + [(w, p["handle"], t.thread, "forum") for w, t, p, _ in forum]
            + [(w, c, t.thread, "call") for w, t, c, _ in calls]
            + [(w, r["id"], t.thread, "survey") for w, t, r in survey])
    remote = sum(1 for s in toots if s.remote and s.visibility == "public")
    totals = {"texts": len(texts), "posts": len(said), "authors": len({a for _, a, _, _ in said}),
              "mastodon_public": public, "mastodon_hashtag": tagged, "mastodon_notifications": len(notes),
              "mastodon_remote_mentions": remote, "mastodon_direct_never_collected": sum(s.visibility == "direct" for s in toots),
              "boosts": sum(s.thread == "boost" for s in toots), "replies": sum(s.parent is not None for s in toots),
              "paper": len(paper), "forum": len(forum), "calls": len(calls), "survey": len(survey)}
    with open(os.path.join(HERE, "truth.json"), "w", encoding="utf-8") as f:
        json.dump(truth(said, totals), f, ensure_ascii=False, indent=1)
        f.write("\n")
    print(json.dumps(totals))


if __name__ == "__main__":
    main()
