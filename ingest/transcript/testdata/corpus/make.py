#!/usr/bin/env python3
"""Writes the transcripts of this folder, and expected.json beside them.

The packages are written part by part with the standard library; those named
lo_ are saved by LibreOffice and those named pandoc_ by pandoc, from HTML and
Markdown. What each file holds is said here, from what was put into it: nothing
of kith was asked. All text is invented.

    python3 make.py

An entry of expected.json says the canonical text, the turns as speaker and
words (segments joined by line feeds), what carries labels, and where the reader
must be unsure or refuse.
"""
import json, os, shutil, subprocess, tempfile, zipfile
from xml.sax.saxutils import escape

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PKG = 'http://schemas.openxmlformats.org/package/2006/'
STRICT = 'http://purl.oclc.org/ooxml/wordprocessingml/main'
STRICT_REL = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
WML = 'application/vnd.openxmlformats-officedocument.wordprocessingml.'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
expected = {}


def r(text, b=False, i=False, colour=None, extra=''):
    """A run; line feeds are breaks and tabs are tabs."""
    rpr = ('<w:b/>' if b else '') + ('<w:i/>' if i else '') + (f'<w:color w:val="{colour}"/>' if colour else '') + extra
    out, part = '', ''
    def flush(t):
        return f'<w:t xml:space="preserve">{escape(t)}</w:t>' if t else ''
    for c in text:
        if c in '\n\t':
            out += flush(part) + ('<w:br/>' if c == '\n' else '<w:tab/>')
            part = ''
        else:
            part += c
    return f'<w:r>{"<w:rPr>" + rpr + "</w:rPr>" if rpr else ""}{out}{flush(part)}</w:r>'


class Para:
    def __init__(self, xml, text, ppr=''):
        self.text = text
        self.xml = f'<w:p>{"<w:pPr>" + ppr + "</w:pPr>" if ppr else ""}{xml}</w:p>'


def p(*runs, ppr=''):
    """A paragraph of runs: a text, or (text, dict of its look)."""
    xml, text = '', ''
    for x in runs:
        t, look = (x, {}) if isinstance(x, str) else x
        xml += r(t, **look)
        text += t
    return Para(xml, text, ppr)


def raw(xml, text, ppr=''):
    return Para(xml, text, ppr)


def heading(text, level):
    return p(text, ppr=f'<w:outlineLvl w:val="{level - 1}"/>')


def listed(text, num=1, level=0):
    return p(text, ppr=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


class Table:
    """Rows of cells; a cell is a text, a list of texts, or (xml of tcPr, text)."""
    def __init__(self, rows):
        xml, texts = '', []
        for row in rows:
            xml += '<w:tr>'
            for cell in row:
                tcpr = ''
                if isinstance(cell, tuple):
                    tcpr, cell = cell
                xml += '<w:tc>' + (f'<w:tcPr>{tcpr}</w:tcPr>' if tcpr else '')
                for t in ([cell] if isinstance(cell, str) else cell):
                    para = p(t)
                    xml += para.xml
                    if 'vMerge/' not in tcpr:
                        texts.append(t)
                xml += '</w:tc>'
            xml += '</w:tr>'
        grid = '<w:gridCol w:w="3000"/>' * len(rows[0])
        self.xml, self.text = f'<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{xml}</w:tbl>', '\n'.join(texts)


NUMBERING = f'''<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'''


def document(blocks, ns=W, extra=''):
    return HEAD + f'<w:document xmlns:w="{ns}" xmlns:r="{REL}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"><w:body>' + ''.join(b.xml for b in blocks) + f'{extra}</w:body></w:document>'


def package(name, main_xml, parts=None, main='document.xml', rel=REL, ctype='document.main+xml', rels=True, others=()):
    """others are relations of the main part beyond parts: id, kind, target, the target's bytes (None: it is outside the file), its type."""
    parts = parts or {}
    over = ''.join(f'<Override PartName="/word/{n}.xml" ContentType="{WML}{n.rstrip("1")}+xml"/>' for n in parts)
    over += ''.join(f'<Override PartName="/word/{target}" ContentType="{typ}"/>' for _, _, target, data, typ in others if data is not None)
    ctype = WML + ctype if '/' not in ctype else ctype
    files = {
        '[Content_Types].xml': HEAD + f'<Types xmlns="{PKG}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/{main}" ContentType="{ctype}"/>{over}</Types>',
        '_rels/.rels': HEAD + f'<Relationships xmlns="{PKG}relationships"><Relationship Id="rId1" Type="{rel}/officeDocument" Target="word/{main}"/></Relationships>',
        'word/' + main: main_xml,
    }
    if rels:
        files[f'word/_rels/{main}.rels'] = HEAD + f'<Relationships xmlns="{PKG}relationships">' + ''.join(f'<Relationship Id="{n}" Type="{rel}/{n.rstrip("1")}" Target="{n}.xml"/>' for n in parts) + ''.join(f'<Relationship Id="{id}" Type="{rel}/{kind}" Target="{target}"' + (' TargetMode="External"' if data is None else '') + '/>' for id, kind, target, data, _ in others) + '</Relationships>'
    for n, xml in parts.items():
        files[f'word/{n}.xml'] = xml
    for _, _, target, data, _ in others:
        if data is not None:
            files[f'word/{target}'] = data
    with zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as z:
        for part, data in files.items():
            info = zipfile.ZipInfo(part, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, data)


def expect(name, text=None, turns=None, covers='', labels=True, **more):
    e = {'covers': covers, 'labels': labels}
    if text is not None:
        e['text'] = text
    if turns is not None:
        e['turns'] = [{'speaker': s, 'text': t} for s, t in turns]
    e.update(more)
    expected[name] = e


def word(name, blocks, turns=None, covers='', parts=None, notes=(), ns=W, rel=REL, main='document.xml', ctype='document.main+xml', extra='', rels=True, labels=True, others=(), written=lambda xml: xml, **more):
    """Writes one .docx; its text is that of its blocks, then its notes."""
    name += '.docm' if 'macro' in ctype else '.docx'
    parts = dict(parts or {})
    if any('numPr' in b.xml for b in blocks):
        parts['numbering'] = NUMBERING
    package(name, written(document(blocks, ns, extra)), parts, main, rel, ctype, rels, others)
    text = ''.join(b.text + '\n' for b in blocks if b.text is not None) + ''.join(n + '\n' for n in notes)
    expect(name, text, turns, covers, labels, **more)


def plain(name, data, text, turns, covers, **more):
    with open(name, 'wb') as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    expect(name, text, turns, covers, **more)


Q = ['How did you first hear about the garden?', 'What was the first visit like?', 'Who did you talk to there?', 'Would you go again?']
A = ['A neighbour told me. She goes on Tuesdays.', 'Cold, and I was [laughs] the only one with gloves.', 'To the man with the barrow (inaudible 12:04) mostly.', 'I would, if the bus ran.']
TIMES = ['0:05', '0:12', '0:31', '0:40', '1:02', '1:10', '1:25', '1:31']


def talk(i, a):
    """The conversation between two people as turns."""
    return [(s, t) for q, ans in zip(Q, A) for s, t in ((i, q), (a, ans))]


def lines(i, a, form):
    return [p(form.format(s=s, t=t)) for s, t in talk(i, a)]


LONG = [t.rjust(8, '0') if len(t) == 8 else '00:0' + t if len(t) == 4 else t for t in TIMES]  # 00:00:05 forms

# ---- layouts: labels -------------------------------------------------------
I, P = 'Interviewer', 'Participant'
word('inline_bold', [p((s + ':', {'b': True}), ' ' + t) for s, t in talk(I, P)], talk(I, P), 'inline label, bold in its own run')
word('inline_plain', lines(I, P, '{s}: {t}'), talk(I, P), 'inline label and colon')
word('inline_cover', [p('Study: Gardens'), p('Date: May 2021'), p('Interviewer: Dr Ada Bell, Researcher'), p('Duration: 68 minutes'), p('')] + lines(I, 'LW03', '{s}: {t}'), talk(I, 'LW03'), 'archive cover block, a key that is a label', metadata=['Study', 'Date', 'Interviewer', 'Duration'])
mixed = []
for k, (s, t) in enumerate(talk(I, P)):
    mixed += [p(s + ':'), p(t)] if k % 3 == 1 else [p(f'{s}: {t}')]
word('label_alone_among_inline', mixed, talk(I, P), 'label alone on its line in the same file as inline labels')
word('dashes_legend', [p('[I] – Interviewer\t[C] - Client')] + [p(f'{s} {"–" if k % 2 else "-"} {t}') for k, (s, t) in enumerate(talk('I', 'C'))], talk('I', 'C'), 'one letter and a dash, legend line')
word('question_answer_letters', lines('Q', 'A', '{s}: {t}'), talk('Q', 'A'), 'Q: and A:')
word('initials_from_cover', [p('Name: Ada Bell'), p('Interviewer: Carl Dunn'), p('')] + [p(f'{"CD" if k % 2 == 0 else ("AB" if k < 5 else "Ada")}: {t}') for k, (_, t) in enumerate(talk('', ''))], talk('CD', 'AB'), 'initials and a first name from the metadata block')
word('braces', lines('000', '104', '{{{s}}}: {t}'), talk('000', '104'), 'ids in braces')
word('full_width_colon', [p(f'{s} ：{t}' if k % 2 else f'{s}：{t}') for k, (s, t) in enumerate(talk('Researcher', 'Interviewee'))], talk('Researcher', 'Interviewee'), 'full-width colon, space before it')
word('stray_mark', lines('Researcher', 'Interviewee', '{s}`: {t}'), talk('Researcher', 'Interviewee'), 'stray mark before the colon')
word('one_paragraph_bold', [raw(''.join(r(s, b=True) + r('\u00a0:\u00a0', b=True) + r(t + ' ') for s, t in talk(I, P)), ''.join(f'{s}\u00a0:\u00a0{t} ' for s, t in talk(I, P)))], talk(I, P), 'whole interview in one paragraph, NBSP around the colon, label and colon in two runs')
word('breaks_in_paragraph', [p(f'{I} (me): {q}\nPat: {a}') for q, a in zip(Q, A)], talk(I + ' (me)', 'Pat'), 'question and answer in one paragraph split by a break')
word('aliases_me', [p(f'{"Interviewer (me)" if k == 2 else s}: {t}') for k, (s, t) in enumerate(talk(I, 'Pat'))], talk(I, 'Pat'), 'Interviewer (me) is Interviewer')
word('no_space_after_colon', [p(f'{s}:{t}' if k % 2 else f'{s}: {t}') for k, (s, t) in enumerate(talk(I, 'Pat '))], talk(I, 'Pat'), 'no space after the colon, a space before it')
word('empty_turns', [p(f'{I}: {Q[0]}'), p('Pat:'), p(f'{I}: {Q[1]}'), p('Pat: -'), p(f'{I}: {Q[2]}'), p(f'Pat: {A[2]}'), p(f'{I}: {Q[3]}'), p(f'Pat: {A[3]}')], [(I, Q[0]), ('Pat', ''), (I, Q[1]), ('Pat', '-'), (I, Q[2]), ('Pat', A[2]), (I, Q[3]), ('Pat', A[3])], 'empty turns and - answers are kept')
word('colons_in_text', [p(f'{s}: {t}') for s, t in talk(I, P)[:6]] + [p('Note: the recorder was moved.'), p('It was: go and see'), p('10:30 we left, see https://example.org/a'), p(f'{I}: {Q[3]}'), p(f'{P}: {A[3]}')], talk(I, P)[:5] + [(P, A[2] + '\nNote: the recorder was moved.\nIt was: go and see\n10:30 we left, see https://example.org/a')] + talk(I, P)[6:], 'words and times with colons in the speech')
word('marks_are_no_labels', [p(f'{I}: {Q[0]}'), p('Pat: [pause] Well.'), p('[laughs]: yes'), p('((laughs))'), p('[name removed] came: late'), p(f'{I}: {Q[1]}'), p('Pat: xxxx and [redacted], --slide--, [crosstalk]'), p(f'{I}: {Q[2]}'), p('Pat: [inaudible 00:03:12]')], [(I, Q[0]), ('Pat', '[pause] Well.\n[laughs]: yes\n((laughs))\n[name removed] came: late'), (I, Q[1]), ('Pat', 'xxxx and [redacted], --slide--, [crosstalk]'), (I, Q[2]), ('Pat', '[inaudible 00:03:12]')], 'pauses, laughter, redaction marks are no speakers')
word('turn_numbers', [p(f'{k + 1:02d}  {s}: {t}') for k, (s, t) in enumerate(talk('I', 'P'))], talk('I', 'P'), 'typed turn numbers')
word('hanging_tab', [p(f'{s}\t{t}') for s, t in talk('I', 'R')], talk('I', 'R'), 'hanging indent without a colon')
word('tab_with_breaks', [p(f'{s}\t{t}\nand so on') for s, t in talk('I', 'P')], [(s, t + '\nand so on') for s, t in talk('I', 'P')], 'initials, tab, soft breaks within the turn')
word('bold_label_no_colon', [p((s, {'b': True}), ' ' + t) for s, t in talk('Ada', 'Pat')], talk('Ada', 'Pat'), 'bold speaker, nothing between label and speech')
word('segments_merge', [p(f'{I}: {Q[0]}'), p(f'Pat: {A[0]}'), p('Pat: And then.'), p(f'{I}: {Q[1]}'), p(f'Pat: {A[1]}')], [(I, Q[0]), ('Pat', A[0] + '\nAnd then.'), (I, Q[1]), ('Pat', A[1])], 'the same label twice is one turn of two segments')
word('focus_group_roll_call', [p('User 1: Pat'), p('User 2: Sam')] + [p(x) for x in ['Facilitator: Shall we begin?', 'Pat: Yes.', 'Sam: Please.', 'All: Yes!', 'Facilitator: What is new?', 'Pat: The bus.', 'Sam: The shed.', 'Unknown: [overlapping] It is.']],
     [('Facilitator', 'Shall we begin?'), ('Pat', 'Yes.'), ('Sam', 'Please.'), ('All', 'Yes!'), ('Facilitator', 'What is new?'), ('Pat', 'The bus.'), ('Sam', 'The shed.'), ('Unknown', '[overlapping] It is.')], 'roll call, collective and unknown speakers', kind='focus_group')

# ---- layouts: the tools ----------------------------------------------------
S1, S2 = 'Speaker 1', 'Speaker 2'
tr = [heading('Audio file', 1), p('talk.m4a'), heading('Transcript', 1)]
for k, (s, t) in enumerate(talk(S1, S2)):
    tr += [p(f'{LONG[k]} {s}'), p(t)]
word('word_transcribe', tr, talk(S1, S2), 'Microsoft Word Transcribe', main='document2.xml')
gap = [tr[0], tr[1], tr[2]]
for k, (s, t) in enumerate(talk(S1, S2)):
    gap += [p(LONG[k] if k == 5 else f'{LONG[k]} {s}'), p(t)]
word('word_transcribe_no_speaker', gap, [('Unknown' if k == 5 else s, t) for k, (s, t) in enumerate(talk(S1, S2))], 'Word Transcribe: a time without a speaker', main='document2.xml')
word('teams_2026', [p('Garden talk'), p('May 3, 2021'), p('Ada Bell started transcription')] + [p(f'{s}   {TIMES[k]}\n{t}') for k, (s, t) in enumerate(talk('Ada Bell', 'Pat Lee'))] + [p('Ada Bell stopped transcription')], talk('Ada Bell', 'Pat Lee'), 'Teams: one paragraph a turn')
word('teams_older', [p(f'0:{TIMES[k]}.100 --> 0:{TIMES[k]}.900\n{s}\n{t}') for k, (s, t) in enumerate(talk('Ada Bell', 'Pat Lee'))], talk('Ada Bell', 'Pat Lee'), 'older Teams: times, name and text in one paragraph')
meet = [heading('Garden talk', 1), p('Summary'), p('The two spoke about the garden.'), p('')]
for k, (s, t) in enumerate(talk('Ada Bell', 'Pat Lee')):
    meet += [p(LONG[k]), p(f'{s}: {t}')]
word('google_meet', meet, talk('Ada Bell', 'Pat Lee'), 'Google Meet: time, then name and text')
fathom = []
for k, (s, t) in enumerate(talk('Ada Bell', 'Pat Lee')):
    mail = 'ada@example.org' if s == 'Ada Bell' else 'pat@example.org'
    fathom += [raw(f'<w:hyperlink r:id="x">{r("@" + TIMES[k])}</w:hyperlink>{r(f" - {s} ({mail})")}', f'@{TIMES[k]} - {s} ({mail})'), p(t)]
word('fathom', fathom, talk('Ada Bell', 'Pat Lee'), 'Fathom: time within a hyperlink, name and address')
word('whisper', [p(f'\n[0:0{TIMES[k]},000 --> 0:0{TIMES[k]},960] {s}:  {t}') for k, (s, t) in enumerate(talk('Участник 1 (не определён)', 'Участник 2 (не определён)'))], talk('Участник 1 (не определён)', 'Участник 2 (не определён)'), 'whisper: range of times, Cyrillic label with brackets')
def two(form, name, covers, s1=S1, s2=S2):
    out = []
    for k, (s, t) in enumerate(talk(s1, s2)):
        out += [p(form.format(s=s, at=TIMES[k])), p(t)]
    word(name, out, talk(s1, s2), covers)
two('{s}  {at}', 'otter', 'Otter: name, two spaces, time')
two('{s} (0{at}):', 'rev', 'Rev: name, time in brackets, colon')
two('{s}', 'label_lines', 'numbered speakers, each label with a line of its own')
word('descript', [p(f'[{LONG[k]}] {s}: {t}') for k, (s, t) in enumerate(talk('Ada', 'Pat'))], talk('Ada', 'Pat'), 'Descript and GoTranscript: time first')
vtt = 'WEBVTT\n\n' + '\n'.join(f'{k + 1}\n00:0{TIMES[k]}.000 --> 00:0{TIMES[k]}.900\n{s}: {t}\n' for k, (s, t) in enumerate(talk('Ada', 'Pat')))
plain('zoom.vtt', vtt, ''.join(f'{s}: {t}\n' for s, t in talk('Ada', 'Pat')), talk('Ada', 'Pat'), 'Zoom WebVTT', cues=8)
vtt = 'WEBVTT\n\nNOTE made up\n\n' + '\n'.join(f'guid/{k}-0\n00:0{TIMES[k]}.000 --> 00:0{TIMES[k]}.900\n<v {s}>{t.replace("&", "&amp;")}</v>\n' for k, (s, t) in enumerate(talk('Bell, Ada (Student)', 'Lee, Pat')))
plain('teams.vtt', vtt, ''.join(t + '\n' for _, t in talk('', '')), talk('Bell, Ada (Student)', 'Lee, Pat'), 'Teams WebVTT with voice tags', cues=8)
plain('teams_new.vtt', '\ufeffWEBVTT\r\n\r\n' + ''.join(f'00:0{TIMES[k]}.000 --> 00:0{TIMES[k]}.900\r\n{t}\r\n\r\n' for k, (_, t) in enumerate(talk('', ''))), ''.join(t + '\n' for _, t in talk('', '')), None, 'new Teams WebVTT: no voices', labels=False, unsure=True)
srt = ''.join(f'{k + 1}\r\n00:0{TIMES[k]},000 --> 00:0{TIMES[k]},900\r\n{s}: <i>{t}</i>\r\n\r\n' for k, (s, t) in enumerate(talk('Ada', 'Pat')))
plain('renamed_subtitles.txt', srt, ''.join(f'{s}: {t}\n' for s, t in talk('Ada', 'Pat')), talk('Ada', 'Pat'), 'SRT under another name, CRLF, tags', cues=8)

# ---- layouts: tables -------------------------------------------------------
word('table_two', [Table([[s, t] for s, t in talk('INT', 'LW3')])], talk('INT', 'LW3'), 'table: speaker and text')
word('table_time_header', [Table([['Time', 'Speaker', 'Text']] + [[LONG[k], s, t] for k, (s, t) in enumerate(talk('Ada', 'Pat'))])], talk('Ada', 'Pat'), 'table: time, speaker, text, header row')
word('table_line_numbers', [Table([[str(k + 1), s, t] for k, (s, t) in enumerate(talk('I', 'P'))])], talk('I', 'P'), 'table with line numbers')
rows = []
for s, t in talk('INT', 'SU1'):
    rows += [[s, t], ['', 'And more.']]
word('table_turn_over_rows', [Table(rows)], [(s, t + '\n\nAnd more.') for s, t in talk('INT', 'SU1')], 'table in which a turn spans rows: the empty cell between is a line of the text')

# ---- layouts: questions ----------------------------------------------------
qa = [(s, t) for q, a in zip(Q, A) for s, t in (('Question', q), ('Answer', a))]
none = A[:1] + ['-'] + A[2:]
def asked(make_q, make_a, name, covers, answers=A, **more):
    blocks = []
    for q, a in zip(Q, answers):
        blocks += [make_q(q), make_a(a)]
    word(name, blocks, [(s, t) for q, a in zip(Q, answers) for s, t in (('Question', q), ('Answer', a))], covers, labels=False, kind='questionnaire', **more)
asked(listed, p, 'numbered_questions', 'automatic numbers, answer paragraph, - is an answer', none)
asked(listed, lambda a: p((a, {'i': True})), 'numbered_italic', 'automatic numbers, answer in italics')
asked(listed, lambda a: p('\t„' + a + '“'), 'numbered_tab_quotes', 'automatic numbers, answer after a tab in quotation marks', unsure=None)
for e in expected['numbered_tab_quotes.docx']['turns']:
    if e['speaker'] == 'Answer':
        e['text'] = '„' + e['text'] + '“'
asked(lambda q: p((q, {'b': True})), p, 'bold_questions', 'bold question, plain answer')
asked(lambda q: heading(q, 2), p, 'heading_questions', 'heading as question')
asked(p, p, 'question_marks', 'nothing marks the question but ?', unsure=True)
blocks, turns = [], []
for k in (1, 2):
    blocks.append(heading(f'Interview {k}', 1))
    for q, a in zip(Q, A):
        blocks += [p((q, {'b': True})), p(a)]
        turns += [('Question', q), ('Answer', a)]
word('several_respondents', blocks, turns, 'several respondents in one file, bold questions', labels=False, kind='questionnaire', sections=['Interview 1', 'Interview 2'])
blocks, turns = [], []
for q in Q[:3]:
    blocks.append(p(q))
    turns.append(('Question', q))
    for u, a in (('USER 1', 'Student'), ('USER 2', 'Retired'), ('USER 3', 'Driver')):
        blocks.append(p(f'{u}:- {a}'))
        turns.append((u, a))
word('matrix', blocks, turns, 'matrix: question, then a line for each person', kind='questionnaire')
blocks, turns = [], []
for k, (q, a) in enumerate(zip(Q, A)):
    blocks += [p(f'{k + 1}. {q}'), listed('Yes', 2), listed('No', 2), p('Answer: ' + a)]
    turns += [('Question', f'{k + 1}. {q}\nYes\nNo'), ('Answer', a)]
word('options_and_answer', blocks, turns, 'options as bullets and Answer: …', kind='questionnaire')
word('colour_only', [p((t, {'colour': 'FF0000' if k % 2 == 0 else '000000'})) for k, (_, t) in enumerate(talk('', ''))], talk('Interviewer', 'Participant'), 'speaker by colour alone', labels=False, kind='interview')
word('no_labels', [p(' '.join(t for _, t in talk('', '')).replace('?', ','))], None, 'raw speech to text', labels=False, unsure=True)

# ---- layouts: sessions -----------------------------------------------------
blocks, turns = [], []
for k in (101, 102, 103):
    blocks.append(p((str(k), {'b': True})))
    blocks += lines('000', str(k), '{{{s}}}: {t}')
    blocks.append(p('{000}: Thank you.'))
    turns += talk('000', str(k)) + [('000', 'Thank you.')]
word('sessions_bold_numbers', blocks, turns, 'sessions under bold numbers; a section breaks a turn', sections=['101', '102', '103'])
blocks, turns = [], []
for k in (1, 2):
    blocks += [heading(f'Focus Group {k}: 5 users', 1), p(f'Date: {k} May 2021')] + lines('Moderator', 'Pat', '{s}: {t}')
    turns += talk('Moderator', 'Pat')
word('focus_groups_in_one_file', blocks, turns, 'focus groups under headings, each with a date', sections=['Focus Group 1: 5 users', 'Focus Group 2: 5 users'], kind='focus_group')

# ---- what Word hides (each in a conversation) ------------------------------
REST = [(I, Q[1]), (P, A[1]), (I, Q[2]), (P, A[2])]
def hidden(name, xml, text, said, covers, before=(), parts=None, notes=(), after=(), ppr='', **more):
    blocks = [p(f'{I}: {Q[0]}'), raw(xml, text, ppr)] + list(after) + [p(f'{s}: {t}') for s, t in REST]
    word(name, blocks, [(I, Q[0]), (P, said)] + REST, covers, parts, notes, **more)
L = r('Participant: ')
hidden('runs_split', r('Part') + r('icip', i=True) + r('ant') + r(':') + r(' We p') + r('lant', b=True) + r('ed.'), 'Participant: We planted.', 'We planted.', 'runs split in the middle of words')
hidden('breaks_tabs_hyphens', L + '<w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:cr/><w:t>three</w:t><w:tab/><w:t>four</w:t><w:noBreakHyphen/><w:t>five so</w:t><w:softHyphen/><w:t>ft</w:t><w:ptab/><w:t>end</w:t></w:r>', 'Participant: one\ntwo\nthree\tfour\u2011five soft\tend', 'one\ntwo\nthree\tfour\u2011five soft\tend', 'breaks, tabs, hyphens')
hidden('symbols', L + '<w:r><w:t xml:space="preserve">alpha </w:t><w:sym w:font="Symbol" w:char="F061"/></w:r>', 'Participant: alpha α', 'alpha α', 'symbols')
hidden('tracked_changes', L + '<w:ins w:id="1" w:author="x"><w:r><w:t xml:space="preserve">we came </w:t></w:r></w:ins><w:del w:id="2" w:author="x"><w:r><w:delText>Jane Testperson </w:delText></w:r></w:del>' + r('late.'), 'Participant: we came late.', 'we came late.', 'tracked insertions and deletions', never=['Testperson'])
blocks = [p(f'{I}: {Q[0]}'), raw(L + r('we '), 'Participant: we went home', ppr='<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'), Para(r('went home'), None)]
word('deleted_mark_joins', blocks + [p(f'{s}: {t}') for s, t in REST], [(I, Q[0]), (P, 'we went home')] + REST, 'a deleted paragraph mark joins')
hidden('moved_text', L + '<w:moveFrom w:id="1" w:author="x"><w:r><w:t>first </w:t></w:r></w:moveFrom>' + r('then ') + '<w:moveTo w:id="2" w:author="x"><w:r><w:t>first</w:t></w:r></w:moveTo>', 'Participant: then first', 'then first', 'moved text counts where it went')
hidden('hidden_text', L + r('seen') + r(' Jane Testperson', extra='<w:vanish/>'), 'Participant: seen', 'seen', 'hidden text', never=['Testperson'])
hidden('fields', L + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE \\@ "d MMMM" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r('3 May') + '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr=" TITLE ">' + r(' in the garden') + '</w:fldSimple>', 'Participant: 3 May in the garden', '3 May in the garden', 'complex and simple fields')
hidden('hyperlink', L + f'<w:hyperlink r:id="h">{r("the leaflet")}</w:hyperlink>' + r(' said so'), 'Participant: the leaflet said so', 'the leaflet said so', 'hyperlink text')
hidden('content_controls', L + f'<w:sdt><w:sdtPr><w:tag w:val="n"/></w:sdtPr><w:sdtContent>{r("boxed ")}</w:sdtContent></w:sdt><w:smartTag w:element="x">{r("smart ")}</w:smartTag><w:customXml w:element="y">{r("custom")}</w:customXml>', 'Participant: boxed smart custom', 'boxed smart custom', 'content controls, smart tags, custom XML')
box = lambda inner: f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
blocks = [p(f'{I}: {Q[0]}'), raw(L + r('Well.') + box(p('In the box.').xml), 'Participant: Well.\nIn the box.')] + [p(f'{s}: {t}') for s, t in REST]
word('text_box', blocks, [(I, Q[0]), (P, 'Well.\nIn the box.')] + REST, 'text box in alternative contents, once')
hidden('footnotes_endnotes', L + r('We came.') + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="3"/></w:r>', 'Participant: We came.', 'We came.', 'footnotes and endnotes are no speech',
       parts={'footnotes': f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote><w:footnote w:id="2">{p("On foot.").xml}</w:footnote></w:footnotes>', 'endnotes': f'<w:endnotes xmlns:w="{W}"><w:endnote w:id="3">{p("At the end.").xml}</w:endnote></w:endnotes>'}, notes=['On foot.', 'At the end.'])
hidden('comments', L + '<w:commentRangeStart w:id="4"/>' + r('the bus') + '<w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>' + r(' was late'), 'Participant: the bus was late', 'the bus was late', 'comments with their anchor',
       parts={'comments': f'<w:comments xmlns:w="{W}"><w:comment w:id="4" w:author="A. Coder" w:initials="AC">{p("transport").xml}</w:comment></w:comments>'}, comments=[{'id': '4', 'author': 'A. Coder', 'text': 'transport', 'quote': 'the bus'}])
hidden('header_footer', L + r('We came.'), 'Participant: We came.', 'We came.', 'headers and footers are no text',
       parts={'header1': f'<w:hdr xmlns:w="{W}">{p("Study One – LW03").xml}</w:hdr>', 'footer1': f'<w:ftr xmlns:w="{W}">{p("Page 1").xml}</w:ftr>'}, never=['Study One'])
hidden('ruby_cjk', L + '<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby></w:r>' + r('です'), 'Participant: 東京です', '東京です', 'ruby base, CJK')
hidden('right_to_left', L + r('שלום', extra='<w:rtl/>') + r(' مرحبا', extra='<w:rtl/>'), 'Participant: שלום مرحبا', 'שלום مرحبا', 'right-to-left text in logical order', ppr='<w:bidi/>')
hidden('mathematics', L + '<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>', 'Participant: x+1', 'x+1', 'mathematical text')
hidden('alt_chunk', L + r('We came.'), 'Participant: We came.', 'We came.', 'an embedded document is reported', extra='<w:altChunk r:id="a"/>', warns='embedded document')
SUB = Para('', None)
SUB.xml = '<w:p><w:subDoc r:id="rIdSub"/></w:p>'
SUB.text = ''
hidden('alt_chunk_part', L + r('We came.'), 'Participant: We came.', 'We came.', 'an embedded page that is in the file is reported', extra='<w:altChunk r:id="rIdChunk"/>', warns='embedded document', never=['chunk alone'],
       others=[('rIdChunk', 'aFChunk', 'chunk.htm', '<html><body><p>Interviewer: In the chunk alone?</p></body></html>', 'text/html')])
hidden('sub_document', L + r('We came.'), 'Participant: We came.', 'We came.', 'a sub-document, a file of its own, is reported', after=[SUB], warns='embedded document',
       others=[('rIdSub', 'subDocument', 'part2.docx', None, None)])
hidden('utf16_part', L + r('We came — früh. 👍'), 'Participant: We came — früh. 👍', 'We came — früh. 👍', 'the main part is UTF-16', written=lambda xml: xml.replace('UTF-8', 'UTF-16').encode('utf-16'))
hidden('character_references', L + '<w:r><w:t xml:space="preserve">R&amp;D &lt;caf&#233;&gt; &quot;&#x1F44D;&quot; &amp;nbsp; it&apos;s</w:t></w:r>', 'Participant: R&D <café> "👍" &nbsp; it\'s', 'R&D <café> "👍" &nbsp; it\'s', 'the five entities of XML and character references')
hidden('strict', L + r('We came.'), 'Participant: We came.', 'We came.', 'Strict OOXML', ns=STRICT, rel=STRICT_REL)
hidden('macros', L + r('We came.'), 'Participant: We came.', 'We came.', '.docm', ctype='application/vnd.ms-word.document.macroEnabled.main+xml', warns='macro')
hidden('no_relationships', L + r('We came.'), 'Participant: We came.', 'We came.', 'no relationships part', rels=False)
word('second_body', lines(I, P, '{s}: {t}'), talk(I, P) + [(I, 'Thank you.')], 'several bodies, all read', extra='</w:body><w:body>' + p('Interviewer: Thank you.').xml, notes=['Interviewer: Thank you.'], warns='further body')
tab = Table([['Interviewer', Q[0]], [('<w:vMerge w:val="restart"/>', 'Pat'), A[0]], [('<w:vMerge/>', ''), 'And more.'], ['Interviewer', Q[1]], ['Pat', A[1]], ['Interviewer', Q[2]], ['Pat', A[2]]])
word('merged_cells', [tab], [(I, Q[0]), ('Pat', A[0] + '\nAnd more.'), (I, Q[1]), ('Pat', A[1]), (I, Q[2]), ('Pat', A[2])], 'vertically merged cells')
inner = Table([['a', 'b']])
nested = Para('', None)
nested.xml = f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid><w:tr><w:tc>{p("Shown:").xml}{inner.xml}{p("").xml}</w:tc></w:tr></w:tbl>'
nested.text = 'Shown:\na\nb\n'
word('nested_table', lines(I, P, '{s}: {t}') + [nested], talk(I, P), 'nested table after the talk', tail=True)

# ---- text ------------------------------------------------------------------
conv = ''.join(f'{s}: {t}\n' for s, t in talk(I, P))
plain('plain.txt', conv, conv, talk(I, P), 'plain text, UTF-8')
plain('bom_crlf.txt', b'\xef\xbb\xbf' + conv.replace('\n', '\r\n').encode(), conv, talk(I, P), 'plain text with byte order mark and CRLF')
plain('utf16.txt', b'\xff\xfe' + conv.encode('utf-16-le'), conv, talk(I, P), 'UTF-16 with its byte order mark')
md = '# Interview\n\n' + ''.join(f'**{s}:** {t}\n\n' for s, t in talk('Ada', 'Pat'))
plain('markdown.md', md, md, talk('Ada', 'Pat'), 'Markdown, bold labels')
plain('latin1.txt', conv.replace('barrow', 'barrów').encode('latin-1'), None, None, 'another encoding is refused', refused='iconv')

# ---- refused ---------------------------------------------------------------
plain('old.docx', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 600 + 'WordDocument'.encode('utf-16-le') + b'\0\0', None, None, 'old Word document under another name', refused='.docx')
plain('password.docx', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 600 + 'EncryptedPackage'.encode('utf-16-le') + b'\0\0', None, None, 'password-protected', refused='password')
plain('rich.docx', b'{\\rtf1 Interviewer: x}', None, None, 'RTF under another name', refused='soffice')
plain('empty.docx', b'', None, None, 'empty file', refused='empty')
plain('page.docx', b'<!DOCTYPE html><html><body>Sign in</body></html>', None, None, 'HTML under another name', refused='HTML')
with open('inline_plain.docx', 'rb') as f:
    plain('truncated.docx', f.read()[:700], None, None, 'half a download', refused='')
package('entity_declared.docx', document(lines(I, P, '{s}: {t}') + [Para('<w:r><w:t>&who;</w:t></w:r>', '')]).replace('<w:document', '<!DOCTYPE d [<!ENTITY who SYSTEM "file:///etc/hostname">]><w:document', 1))
expect('entity_declared.docx', None, None, 'a DOCTYPE with an entity of its own', refused='DOCTYPE')
package('entity_unknown.docx', document(lines(I, P, '{s}: {t}') + [Para('<w:r><w:t>a&nbsp;b</w:t></w:r>', '')]))
expect('entity_unknown.docx', None, None, 'an entity XML does not know', refused='damaged')
plain('~$owner.docx', bytes([6]) + b'kith a' + b'\0' * 155, None, None, 'owner file', refused='owner')

# ---- made by other programs -----------------------------------------------
with tempfile.TemporaryDirectory() as d:
    html = '<html><body>' + ''.join(f'<p><b>{s}:</b> {t}</p>' for s, t in talk(I, P)) + '</body></html>'
    table = '<html><body><table>' + ''.join(f'<tr><td>{s}</td><td>{t}</td></tr>' for s, t in talk('INT', 'LW3')) + '</table></body></html>'
    for n, source in (('lo_inline', html), ('lo_table', table)):
        with open(os.path.join(d, n + '.html'), 'w') as f:
            f.write(source)
    subprocess.run(['soffice', f'-env:UserInstallation=file://{d}/profile', '--headless', '--convert-to', 'docx:MS Word 2007 XML', '--outdir', d] + [os.path.join(d, n + '.html') for n in ('lo_inline', 'lo_table')], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for n in ('lo_inline', 'lo_table'):
        shutil.copy(os.path.join(d, n + '.docx'), n + '.docx')
    expect('lo_inline.docx', None, talk(I, P), 'saved by LibreOffice')
    expect('lo_table.docx', None, talk('INT', 'LW3'), 'a table saved by LibreOffice')
    with open(os.path.join(d, 'x.html'), 'w') as f:
        f.write(html)
    subprocess.run(['soffice', f'-env:UserInstallation=file://{d}/profile', '--headless', '--convert-to', 'odt', '--outdir', d, os.path.join(d, 'lo_inline.docx')], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.copy(os.path.join(d, 'lo_inline.odt'), 'renamed_odt.docx')
    expect('renamed_odt.docx', None, None, 'OpenDocument under another name', refused='soffice')
    for n, source, turns in (('pandoc_inline', ''.join(f'**{s}:** {t}\n\n' for s, t in talk(I, 'LW03')), talk(I, 'LW03')), ('pandoc_questions', ''.join(f'## {q}\n\n{a}\n\n' for q, a in zip(Q, A)), qa)):
        subprocess.run(['pandoc', '-f', 'markdown', '-t', 'docx', '-o', n + '.docx'], input=source.encode(), check=True)
        expect(n + '.docx', None, turns, 'written by pandoc', labels=n == 'pandoc_inline')

with open('expected.json', 'w') as f:
    json.dump(expected, f, ensure_ascii=False, indent=1, sort_keys=True)
    f.write('\n')
print(len(expected), 'files')
