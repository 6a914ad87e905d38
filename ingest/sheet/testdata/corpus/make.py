#!/usr/bin/env python3
"""Writes the workbooks of this folder, and expected.json beside them.

The packages are written part by part with the standard library, and those
named lo_ by LibreOffice, from CSV and from hand-written OpenDocument XML. What
every cell means is written here by hand, from ECMA-376 Part 1 (18.3.1.4,
18.17.4, 18.18.11) and from what was put into the file; no spreadsheet library
was asked.

    python3 make.py

A cell of expected.json is its kind and its text; = stands before the value a
formula has stored. Cells that are not named are blank.
"""
import json, os, shutil, subprocess, tempfile, zipfile

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
STRICT_MAIN = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
STRICT_REL = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
PKG = 'http://schemas.openxmlformats.org/package/2006/'
SSML = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
expected = {}


def write(name, parts, order=None, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(name, 'w', method) as z:
        for part in order or parts:
            info = zipfile.ZipInfo(part, (2024, 1, 1, 0, 0, 0))
            info.compress_type = method
            info.external_attr = 0o644 << 16
            z.writestr(info, parts[part])


def sheet(rows, before='', after='', main=MAIN):
    return HEAD + f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def package(sheets, strings=None, styles=None, pr='', main=MAIN, rel=REL, folder='xl/', kind='sheet'):
    """Gives the parts of a workbook; sheets are (name, state, XML)."""
    over = f'<Override PartName="/{folder}workbook.xml" ContentType="{SSML}{kind}.main+xml"/>'
    if kind == 'macro':
        over = f'<Override PartName="/{folder}workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    listed = rels = ''
    parts = {}
    for i, (name, state, xml) in enumerate(sheets, 1):
        over += f'<Override PartName="/{folder}worksheets/sheet{i}.xml" ContentType="{SSML}worksheet+xml"/>'
        st = f' state="{state}"' if state else ''
        listed += f'<sheet name="{name}" sheetId="{i}"{st} r:id="rId{i}"/>'
        rels += f'<Relationship Id="rId{i}" Type="{rel}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        parts[f'{folder}worksheets/sheet{i}.xml'] = xml
    if strings is not None:
        over += f'<Override PartName="/{folder}sharedStrings.xml" ContentType="{SSML}sharedStrings+xml"/>'
        rels += f'<Relationship Id="rId98" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/>'
        parts[f'{folder}sharedStrings.xml'] = HEAD + f'<sst xmlns="{main}">{strings}</sst>'
    if styles is not None:
        over += f'<Override PartName="/{folder}styles.xml" ContentType="{SSML}styles+xml"/>'
        rels += f'<Relationship Id="rId99" Type="{rel}/styles" Target="styles.xml"/>'
        parts[f'{folder}styles.xml'] = HEAD + f'<styleSheet xmlns="{main}">{styles}</styleSheet>'
    return {
        '[Content_Types].xml': HEAD + f'<Types xmlns="{PKG}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{over}</Types>',
        '_rels/.rels': HEAD + f'<Relationships xmlns="{PKG}relationships"><Relationship Id="rId1" Type="{rel}/officeDocument" Target="{folder}workbook.xml"/></Relationships>',
        f'{folder}workbook.xml': HEAD + f'<workbook xmlns="{main}" xmlns:r="{rel}">{pr}<sheets>{listed}</sheets></workbook>',
        f'{folder}_rels/workbook.xml.rels': HEAD + f'<Relationships xmlns="{PKG}relationships">{rels}</Relationships>',
        **parts,
    }


def si(*texts):
    return ''.join(f'<si><t xml:space="preserve">{t}</t></si>' for t in texts)


def xfs(*ids, fmts=''):
    n = ''.join(f'<xf numFmtId="{i}"/>' for i in ids)
    return f'{fmts}<cellXfs count="{len(ids)}">{n}</cellXfs>'


def read(name, cells, sheet='Data', **more):
    expected[name] = {'sheets': [{'name': sheet, 'cells': cells, **more}]}


def one(name, body, cells, strings=None, styles=None, pr='', before='', after='', **more):
    """Writes a workbook of one sheet, named Data, that is to be read."""
    write(name, package([('Data', '', sheet(body, before, after))], strings, styles, pr))
    read(name, cells, **more)


def refused(name, says):
    expected[name] = {'refused': says}


# Texts.
one('shared_strings.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>3</v></c></row>',
    {'A1': 'text id', 'B1': 'text q1', 'A2': 'text q1', 'B2': 'number 3'}, si('id', 'q1'))
one('non_monotonic_strings.xlsx', '<row r="1"><c r="A1" t="s"><v>2</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>',
    {'A1': 'text third', 'B1': 'text first', 'C1': 'text second', 'D1': 'text third'}, si('first', 'second', 'third'))
one('rich_text.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>Strongly</t></r><r><rPr><i/></rPr><t xml:space="preserve"> agree</t></r></is></c></row>',
    {'A1': 'text Bold and plain', 'B1': 'text Strongly agree'},
    '<si><r><rPr><b/><sz val="11"/></rPr><t>Bold</t></r><r><t xml:space="preserve"> and plain</t></r></si>')
one('phonetic.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>京都</t><rPh sb="0" eb="2"><t>キョウト</t></rPh></is></c></row>',
    {'A1': 'text 東京', 'B1': 'text 京都'}, '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>')
one('inline_strings.xlsx', '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t xml:space="preserve"> padded </t></is></c><c r="C1" t="inlineStr"><is/></c></row>',
    {'A1': 'text id', 'B1': 'text  padded '})
one('escaped_characters.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>',
    {'A1': 'text a\rb', 'B1': 'text _x0041_', 'C1': 'text a & b <c>'}, si('a_x000D_b', '_x005F_x0041_', 'a &amp; b &lt;c&gt;'))
one('white_space.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>',
    {'A1': 'text  Agree\u00a0', 'B1': 'text    ', 'C1': 'text line\nbreak'}, si(' Agree\u00a0', '   ', 'line\nbreak'))
one('curly_quotes.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', {'A1': 'text Don’t know – “other”'}, si('Don’t know – “other”'))
one('numbers_as_text.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="str"><v>1</v></c></row>',
    {'A1': 'text 1', 'B1': 'number 1', 'C1': 'bool TRUE', 'D1': 'text 1'}, si('1'))
one('comments_and_cdata.xlsx', '<!-- a note --><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[a < b]]></t></is></c><c r="B1"><v>4<!-- not 5 -->2</v></c></row>',
    {'A1': 'text a < b', 'B1': 'number 42'})

# Names and order of cells.
one('no_references.xlsx', '<row><c><v>1</v></c><c t="inlineStr"><is><t>b</t></is></c></row><row><c/><c><v>2</v></c></row>',
    {'A1': 'number 1', 'B1': 'text b', 'B2': 'number 2'})
one('some_references.xlsx', '<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
    {'C3': 'number 1', 'D3': 'number 2', 'A4': 'number 3'})
one('out_of_order.xlsx', '<row r="2"><c r="C2"><v>3</v></c><c r="A2"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>',
    {'A2': 'number 1', 'C2': 'number 3', 'B1': 'number 2'})
one('leading_empty_rows.xlsx', '<row r="5" spans="4:5"><c r="D5" t="inlineStr"><is><t>id</t></is></c></row><row r="6"><c r="D6"><v>1</v></c></row>',
    {'D5': 'text id', 'D6': 'number 1'}, rows=6, cols=4)
one('wrong_dimension.xlsx', '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>2</v></c></row>',
    {'A1': 'number 1', 'C2': 'number 2'}, before='<dimension ref="A1"/>', rows=2, cols=3)
one('style_only_cells.xlsx', '<row r="1"><c r="A1"><v>1</v></c><c r="F1" s="1"/></row><row r="90"><c r="A90" s="1"/></row>',
    {'A1': 'number 1'}, styles=xfs(0, 14), rows=1, cols=1)
one('last_cell.xlsx', '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>', {'XFD1048576': 'number 7'}, rows=1048576, cols=16384)
one('empty_sheet.xlsx', '', {}, rows=0, cols=0)

# Numbers, dates, errors, formulas.
one('numbers.xlsx', '<row r="1"><c r="A1"><v>0.1</v></c><c r="B1"><v>1E-3</v></c><c r="C1" t="n"><v>-99</v></c><c r="D1"><v>0.30000000000000004</v></c><c r="E1"><v> 5 </v></c></row>',
    {'A1': 'number 0.1', 'B1': 'number 1E-3', 'C1': 'number -99', 'D1': 'number 0.30000000000000004', 'E1': 'number 5'})
DATES = '<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="1"><v>1</v></c><c r="C1" s="1"><v>60</v></c><c r="D1" s="1"><v>61</v></c><c r="E1" s="2"><v>43831.75</v></c></row>'
one('dates_1900.xlsx', DATES, {'A1': 'date 00:00:00', 'B1': 'date 1900-01-01', 'C1': 'date 1900-02-29', 'D1': 'date 1900-03-01', 'E1': 'date 2020-01-01T18:00:00'}, styles=xfs(0, 14, 22))
one('dates_1904.xlsx', DATES, {'A1': 'date 1904-01-01', 'B1': 'date 1904-01-02', 'C1': 'date 1904-03-01', 'D1': 'date 1904-03-02', 'E1': 'date 2024-01-02T18:00:00'}, styles=xfs(0, 14, 22), pr='<workbookPr date1904="1"/>')
# 0.25 s is 2.8935185E-6 of a day; the last one is midnight but for a rounding error.
one('fractional_seconds.xlsx', '<row r="1"><c r="A1" s="1"><v>43831.500002893518</v></c><c r="B1" s="1"><v>43831.500005787035</v></c><c r="C1" s="1"><v>43831.999999999996</v></c><c r="D1" s="1"><v>0.75000001157407413</v></c></row>',
    {'A1': 'date 2020-01-01T12:00:00.25', 'B1': 'date 2020-01-01T12:00:00.5', 'C1': 'date 2020-01-02', 'D1': 'date 18:00:00.001'}, styles=xfs(0, 22))
one('empty_texts.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t></t></is></c><c r="C1" t="inlineStr"><is/></c><c r="D1" t="s"><v>1</v></c></row><row r="3"><c r="F3" t="s"><v>0</v></c></row>',
    {'D1': 'text x'}, '<si><t/></si><si><t>x</t></si>', rows=1, cols=4)
one('row_pieces.xlsx', '<row r="1" spans="1:3" ht="15" customHeight="1" s="1" customFormat="1"><c r="A1" vm="1" cm="1" ph="1"><v>1</v></c><c r="C1"><f t="array" ref="C1:C2">{1}</f><v>2</v><extLst><ext><v>9</v></ext></extLst></c></row>',
    {'A1': 'number 1', 'C1': '=number 2'})
one('attributes_oddly.xlsx', "<row\n r = '1' ><c\tt='inlineStr' r='A1'><is><t xml:space='preserve'> a &gt; b </t></is></c ><c r=\"B1\" x=\"a > b / \" ><v >5</v ></c><c r='C1' s='0'  /></row>",
    {'A1': 'text  a > b ', 'B1': 'number 5'})
one('references_in_text.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>&#x1F600;&#233;&amp;lt;&quot;</t></is></c><c r="&#67;1" t="&#110;"><v>&#49;2</v></c></row>',
    {'A1': 'text <a>&b', 'B1': 'text 😀é&lt;"', 'C1': 'number 12'}, '<si><t>&lt;a&gt;<![CDATA[&b]]></t></si>')
one('dates_iso.xlsx', '<row r="1"><c r="A1" t="d"><v>2026-05-01</v></c><c r="B1" t="d"><v>2026-05-01T10:30:00</v></c></row>', {'A1': 'date 2026-05-01', 'B1': 'date 2026-05-01T10:30:00'})
one('custom_date_formats.xlsx', '<row r="1"><c r="A1" s="1"><v>45778</v></c><c r="B1" s="2"><v>3</v></c><c r="C1" s="3"><v>3</v></c><c r="D1" s="4"><v>3</v></c></row>',
    {'A1': 'date 2025-05-01', 'B1': 'number 3', 'C1': 'number 3', 'D1': 'date 1900-01-03'},
    styles=xfs(0, 164, 165, 166, 167, fmts='<numFmts count="4"><numFmt numFmtId="164" formatCode="[$-809]d\\-mmm;@"/><numFmt numFmtId="165" formatCode="0&quot; days&quot;"/><numFmt numFmtId="166" formatCode="[Red]0.0"/><numFmt numFmtId="167" formatCode="[hh]:mm"/></numFmts>'))
one('texty_dates.xlsx', '<row r="1"><c r="A1" s="1"><v>45778</v></c></row><row r="2"><c r="A2" t="s"><v>0</v></c></row><row r="3"><c r="A3" s="1" t="s"><v>1</v></c></row>',
    {'A1': 'date 2025-05-01', 'A2': 'text 01/05/2025', 'A3': 'text 1-5'}, si('01/05/2025', '1-5'), xfs(0, 14))
one('errors.xlsx', '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1" t="e"><v>#NULL!</v></c><c r="D1" t="e"><v>#SPILL!</v></c><c r="E1" t="s"><v>0</v></c></row>',
    {'A1': 'error #N/A', 'B1': '=error #DIV/0!', 'C1': 'error #NULL!', 'D1': 'error #SPILL!', 'E1': 'text #N/A'}, si('#N/A'))
one('booleans.xlsx', '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="b"><f>A1</f><v>1</v></c><c r="D1" t="inlineStr"><is><t>TRUE</t></is></c></row>',
    {'A1': 'bool TRUE', 'B1': 'bool FALSE', 'C1': '=bool TRUE', 'D1': 'text TRUE'})
one('formulas.xlsx', '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1" s="1"><f>TODAY()</f><v>45778</v></c></row>',
    {'A1': '=number 2', 'B1': '=text ab', 'C1': '=blank ', 'D1': '=date 2025-05-01'}, styles=xfs(0, 14))
one('formulas_without_values.xlsx', '<row r="1"><c r="A1"><v>3</v></c><c r="B1"><f>A1+1</f></c><c r="C1"><f>A1</f><v/></c></row>',
    {'A1': 'number 3', 'B1': '=uncalculated ', 'C1': '=uncalculated '})
one('shared_formulas.xlsx', '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B2" si="4">A1*2</f><v>2</v></c></row><row r="2"><c r="A2"><v>5</v></c><c r="B2"><f t="shared" si="4"/><v>10</v></c></row>',
    {'A1': 'number 1', 'B1': '=number 2', 'A2': 'number 5', 'B2': '=number 10'})
one('stale_value.xlsx', '<row r="1"><c r="A1"><v>3</v></c><c r="B1"><f>A1+1</f><v>9</v></c></row>', {'A1': 'number 3', 'B1': '=number 9'})

# What is hidden, merged, beside the cells.
one('hidden_rows_columns.xlsx', '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row><row r="3" hidden="true"><c r="A3"><v>4</v></c></row>',
    {'A1': 'number 1', 'C1': 'number 2', 'A2': 'number 3', 'A3': 'number 4'}, before='<cols><col min="2" max="3" width="9" hidden="1"/></cols>', hidden_rows=[2, 3], hidden_cols=['B', 'C'])
one('merged_header.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"/><c r="D1"/></row><row r="2"><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c><c r="D2"><v>3</v></c></row>',
    {'A1': 'text id', 'B1': 'text Before', 'B2': 'number 1', 'C2': 'number 2', 'D2': 'number 3'}, si('id', 'Before'), after='<mergeCells count="2"><mergeCell ref="B1:D1"/><mergeCell ref="A1:A2"/></mergeCells>', merged=['B1:D1', 'A1:A2'])
write('sheets_hidden.xlsx', package([('Key', 'hidden', sheet('<row r="1"><c r="A1"><v>1</v></c></row>')), ('Data', '', sheet('<row r="1"><c r="A1"><v>2</v></c></row>')), ('Old', 'veryHidden', sheet(''))]))
expected['sheets_hidden.xlsx'] = {'sheets': [{'name': 'Key', 'hidden': True, 'cells': {'A1': 'number 1'}}, {'name': 'Data', 'cells': {'A1': 'number 2'}}, {'name': 'Old', 'hidden': True, 'cells': {}}]}
p = package([('Chart', '', '<x/>'), ('Data', '', sheet('<row r="1"><c r="A1"><v>2</v></c></row>'))])
p['[Content_Types].xml'] = p['[Content_Types].xml'].replace('/xl/worksheets/sheet1.xml" ContentType="' + SSML + 'worksheet', '/xl/worksheets/sheet1.xml" ContentType="' + SSML + 'chartsheet')
p['xl/_rels/workbook.xml.rels'] = p['xl/_rels/workbook.xml.rels'].replace('/worksheet"', '/chartsheet"', 1)
p['xl/worksheets/sheet1.xml'] = HEAD + f'<chartsheet xmlns="{MAIN}"/>'
write('chart_sheet.xlsx', p)
read('chart_sheet.xlsx', {'A1': 'number 2'})
one('extension_cells.xlsx', '<row r="1"><c r="A1"><v>1</v></c></row>', {'A1': 'number 1'}, after=f'<extLst><ext uri="x"><sheetData><row r="2"><c r="A2"><v>2</v></c></row></sheetData></ext></extLst>', rows=1)

# How the package is written.
write('strict.xlsx', package([('Data', '', sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="d"><v>2010-01-02</v></c></row>', main=STRICT_MAIN))], si('strict'), main=STRICT_MAIN, rel=STRICT_REL))
read('strict.xlsx', {'A1': 'text strict', 'B1': 'date 2010-01-02'})
p = package([('Data', '', HEAD + f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:v>4</x:v></x:c></x:row></x:sheetData></x:worksheet>')], '')
p['xl/workbook.xml'] = HEAD + f'<x:workbook xmlns:x="{MAIN}" xmlns:rr="{REL}"><x:sheets><x:sheet name="Data" sheetId="1" rr:id="rId1"/></x:sheets></x:workbook>'
p['xl/sharedStrings.xml'] = HEAD + f'<y:sst xmlns:y="{MAIN}"><y:si><y:t>prefixed</y:t></y:si></y:sst>'
write('odd_prefixes.xlsx', p)
read('odd_prefixes.xlsx', {'A1': 'text prefixed', 'B1': 'number 4'})
p = package([('Data', '', sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))], folder='book/data/')
write('other_folder.xlsx', p, order=sorted(p, reverse=True))
read('other_folder.xlsx', {'A1': 'number 1'})
p = package([('Data', '', sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))])
p['xl/_rels/workbook.xml.rels'] = p['xl/_rels/workbook.xml.rels'].replace('Target="worksheets', 'Target="/xl/worksheets')
write('absolute_targets.xlsx', p, method=zipfile.ZIP_STORED)
read('absolute_targets.xlsx', {'A1': 'number 1'})
write('utf16.xlsx', {**package([('Data', '', '')]), 'xl/worksheets/sheet1.xml': b'\xff\xfe' + sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>é</t></is></c></row>').replace('UTF-8', 'UTF-16').encode('utf-16-le')})
read('utf16.xlsx', {'A1': 'text é'})
write('macros.xlsm', package([('Data', '', sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))], kind='macro'))
read('macros.xlsm', {'A1': 'number 1'})
write('sheet_named_strangely.xlsx', package([('R&amp;D – “été” 2', '', sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))]))
read('sheet_named_strangely.xlsx', {'A1': 'number 1'}, sheet='R&D – “été” 2')

# Refused.
def refuse_one(name, says, rows, strings=None):
    write(name, package([('Data', '', sheet(rows))], strings))
    refused(name, says)


refuse_one('refused_string_index.xlsx', "cell B1: the cell's text is not in the file", '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>7</v></c></row>', si('only'))
refuse_one('refused_number.xlsx', 'cell A1: the cell says it is a number and holds "five"', '<row r="1"><c r="A1"><v>five</v></c></row>')
refuse_one('refused_cell_twice.xlsx', 'cell A1: the file has this cell twice', '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')
refuse_one('refused_cut_short.xlsx', 'damaged or cut short', '<row r="1"><c r="A1"><v>1</v></c><row')
refuse_one('refused_column.xlsx', 'a cell of row 1 has the name "XFE1"', '<row r="1"><c r="XFE1"><v>1</v></c></row>')
refuse_one('refused_type.xlsx', 'unknown type "z"', '<row r="1"><c r="A1" t="z"><v>1</v></c></row>')
p = package([('Data', '', sheet(''))])
del p['xl/worksheets/sheet1.xml']
write('refused_no_part.xlsx', p)
refused('refused_no_part.xlsx', "the sheet's cells are not in the file")
whole = open('shared_strings.xlsx', 'rb').read()
open('refused_truncated.xlsx', 'wb').write(whole[:len(whole) // 2])
refused('refused_truncated.xlsx', 'cut short or damaged')
open('refused_text.xlsx', 'w').write('id,q1\n1,2\n')
refused('refused_text.xlsx', 'plain text')
open('refused_page.xlsx', 'w').write('<!DOCTYPE html><html><body>Sign in</body></html>')
refused('refused_page.xlsx', 'web page')
p = package([('Data', '', sheet(''))])
p['xl/worksheets/sheet1.xml'] = HEAD + f'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
write('refused_entities.xlsx', p)
refused('refused_entities.xlsx', 'part xl/worksheets/sheet1.xml has a DOCTYPE')
OD = ''.join(f' xmlns:{a}="urn:oasis:names:tc:opendocument:xmlns:{b}:1.0"' for a, b in (('office', 'office'), ('table', 'table'), ('text', 'text'), ('style', 'style'), ('number', 'datastyle')))


def fods(body, styles=''):
    return HEAD + f'<office:document{OD} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document>'


def text(s):
    return f'<table:table-cell office:value-type="string"><text:p>{s}</text:p></table:table-cell>'


def num(v, more=''):
    return f'<table:table-cell office:value-type="float" office:value="{v}"{more}/>'


def table(name, rows, columns='', more=''):
    return f'<table:table table:name="{name}"{more}>{columns}' + ''.join(f'<table:table-row{a}>{r}</table:table-row>' for a, r in rows) + '</table:table>'


DATE = '<number:date-style style:name="D"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style><style:style style:name="dt" style:family="table-cell" style:data-style-name="D"/><number:boolean-style style:name="B"><number:boolean/></number:boolean-style><style:style style:name="bo" style:family="table-cell" style:data-style-name="B"/>'
HIDE = '<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>'
SOURCES = {
    'lo_plain': ('csv', 'id,q1,q2\nP001,3,Agree\nP002,,"Neither, nor"\n'),
    'lo_types': ('fods', fods(table('Data', [
        ('', num('2.5') + '<table:table-cell table:style-name="bo" office:value-type="boolean" office:boolean-value="true"/>' + '<table:table-cell table:style-name="dt" office:value-type="date" office:date-value="2026-05-01"/>' + text('5')),
        ('', num('7', ' table:formula="of:=[.A1]+4.5"') + '<table:table-cell table:formula="of:=NA()"/>' + '<table:table-cell office:value-type="string" table:formula="of:=&quot;a&quot;&amp;&quot;b&quot;"/>' + '<table:table-cell table:formula="of:=1/0"/>'),
    ]), DATE)),
    'lo_merged': ('fods', fods(table('Data', [
        ('', text('id') + '<table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>Before</text:p></table:table-cell><table:covered-table-cell/>'),
        ('', text('P1') + num('1') + num('2'))]))),
    'lo_hidden': ('fods', fods(table('Data', [
        ('', text('id') + text('q') + text('secret')), (' table:visibility="collapse"', text('P1') + num('1') + num('2')), ('', text('P2') + num('3') + num('4'))],
        '<table:table-column/><table:table-column/><table:table-column table:visibility="collapse"/>') + table('Key', [('', text('k'))], more=' table:style-name="hid"'), HIDE)),
    'lo_rich': ('fods', fods(table('Data', [('', '<table:table-cell office:value-type="string"><text:p>Strongly <text:span text:style-name="b">agree</text:span></text:p></table:table-cell>' + text('“Don’t know”') + text('été 東京') + text('a &amp; b'))], ),
        '<style:style style:name="b" style:family="text"><style:text-properties xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" fo:font-weight="bold"/></style:style>')),
    'lo_1904': ('fods', fods('<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>' + table('Data', [('', '<table:table-cell table:style-name="dt" office:value-type="date" office:date-value="2020-01-01"/>' + num('3'))]), DATE)),
    'lo_sparse': ('fods', fods(table('Data', [(' table:number-rows-repeated="4"', '<table:table-cell/>'), ('', '<table:table-cell table:number-columns-repeated="3"/>' + text('x')), (' table:number-rows-repeated="2"', '<table:table-cell table:number-columns-repeated="2"/>' + num('9'))]))),
}
with tempfile.TemporaryDirectory() as tmp:
    for name, (ext, body) in SOURCES.items():
        with open(f'{tmp}/{name}.{ext}', 'w', encoding='utf-8') as f:
            f.write(body)
    for ext, how in (('csv', ['--infilter=CSV:44,34,76']), ('fods', [])):
        files = [f'{tmp}/{n}.{ext}' for n, (e, _) in SOURCES.items() if e == ext]
        subprocess.run(['soffice', f'-env:UserInstallation=file://{tmp}/profile', '--headless', *how, '--convert-to', 'xlsx', '--outdir', tmp, *files], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(f'{tmp}/refused_legacy.csv', 'w') as f:
        f.write('id,q1\nP001,3\n')
    subprocess.run(['soffice', f'-env:UserInstallation=file://{tmp}/profile', '--headless', '--convert-to', 'xls', '--outdir', '.', f'{tmp}/refused_legacy.csv'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    refused('refused_legacy.xls', 'old Excel workbook (.xls)')
    # An .ods that was renamed.
    subprocess.run(['soffice', f'-env:UserInstallation=file://{tmp}/profile', '--headless', '--convert-to', 'ods', '--outdir', tmp, f'{tmp}/refused_legacy.csv'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.copy(f'{tmp}/refused_legacy.ods', 'refused_opendocument.xlsx')
    refused('refused_opendocument.xlsx', 'soffice --headless --convert-to xlsx FILE')
    for name in SOURCES:
        shutil.copy(f'{tmp}/{name}.xlsx', f'{name}.xlsx')
read('lo_plain.xlsx', {'A1': 'text id', 'B1': 'text q1', 'C1': 'text q2', 'A2': 'text P001', 'B2': 'number 3', 'C2': 'text Agree', 'A3': 'text P002', 'C3': 'text Neither, nor'}, sheet='lo_plain')
read('lo_types.xlsx', {'A1': 'number 2.5', 'B1': 'bool TRUE', 'C1': 'date 2026-05-01', 'D1': 'text 5', 'A2': '=number 7', 'B2': '=error #N/A', 'C2': '=text ab', 'D2': '=error #DIV/0!'})
read('lo_merged.xlsx', {'A1': 'text id', 'B1': 'text Before', 'A2': 'text P1', 'B2': 'number 1', 'C2': 'number 2'}, merged=['B1:C1'])
expected['lo_hidden.xlsx'] = {'sheets': [{'name': 'Data', 'hidden_rows': [2], 'hidden_cols': ['C'], 'cells': {'A1': 'text id', 'B1': 'text q', 'C1': 'text secret', 'A2': 'text P1', 'B2': 'number 1', 'C2': 'number 2', 'A3': 'text P2', 'B3': 'number 3', 'C3': 'number 4'}}, {'name': 'Key', 'hidden': True, 'cells': {'A1': 'text k'}}]}
read('lo_rich.xlsx', {'A1': 'text Strongly agree', 'B1': 'text “Don’t know”', 'C1': 'text été 東京', 'D1': 'text a & b'})
read('lo_1904.xlsx', {'A1': 'date 2020-01-01', 'B1': 'number 3'})
read('lo_sparse.xlsx', {'D5': 'text x', 'C6': 'number 9', 'C7': 'number 9'}, rows=7, cols=4)

with open('expected.json', 'w', encoding='utf-8') as f:
    json.dump(expected, f, ensure_ascii=False, indent=1, sort_keys=True)
    f.write('\n')
