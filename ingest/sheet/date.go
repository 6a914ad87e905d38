package sheet

import (
	"math"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// numberStyles says which cell styles show a number as a date, and from which
// day the workbook counts.
type numberStyles struct {
	dates    []bool // by style index
	from1904 bool
}

// readStyles takes from an opened workbook what tells dates from numbers.
func readStyles(f *excelize.File) numberStyles {
	var s numberStyles
	if f.WorkBook.WorkbookPr != nil {
		s.from1904 = f.WorkBook.WorkbookPr.Date1904
	}
	if f.Styles == nil || f.Styles.CellXfs == nil {
		return s
	}
	codes := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			if n != nil {
				codes[n.NumFmtID] = n.FormatCode
			}
		}
	}
	s.dates = make([]bool, len(f.Styles.CellXfs.Xf))
	for i, xf := range f.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		code, custom := codes[*xf.NumFmtID]
		s.dates[i] = custom && isDateFormat(code) || !custom && isBuiltInDate(*xf.NumFmtID)
	}
	return s
}

func (s numberStyles) isDate(style int) bool {
	return style >= 0 && style < len(s.dates) && s.dates[style]
}

// isBuiltInDate knows the number formats that files name without spelling them
// out (ECMA-376 Part 1, 18.8.30), among them those of East Asian versions.
func isBuiltInDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// isDateFormat reports whether a format code shows a date or time: whether a
// letter of dates stands in it outside quotes, escapes, fillers and colours.
func isDateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			// Elapsed time: [h], [mm], [ss].
			if in := strings.ToLower(code[i+1 : i+end]); in != "" && strings.Trim(in, in[:1]) == "" && strings.ContainsAny(in[:1], "hms") {
				return true
			}
			i += end
		case 'y', 'Y', 'm', 'M', 'd', 'D', 'h', 'H', 's', 'S':
			return true
		}
	}
	return false
}

// lastSerial is 31 December 9999, the last day spreadsheets know.
const lastSerial = 2958466

// iso gives the date and time a serial number stands for, or false where it
// stands for none. Day 60 of the 1900 system, 29 February 1900, never was; as
// spreadsheets do, days before it count from 31 December 1899. Serial numbers
// are exact to the millisecond, which is kept: survey tools stamp answers so.
func iso(serial float64, from1904 bool) (string, bool) {
	if !(serial >= 0 && serial < lastSerial) {
		return "", false
	}
	const dayLong = 86400 * 1000
	whole := int64(math.Round(serial * dayLong))
	day, millisecond := whole/dayLong, whole%dayLong
	clock := time.UnixMilli(millisecond).UTC().Format("15:04:05.999")
	if day == 0 && !from1904 {
		return clock, true
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day < 60:
		start = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	case day == 60:
		return "1900-02-29", true
	}
	date := start.AddDate(0, 0, int(day)).Format(time.DateOnly)
	if millisecond == 0 {
		return date, true
	}
	return date + "T" + clock, true
}
