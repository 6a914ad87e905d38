package journal

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Stamp is a reading of the hybrid logical clock: the wall clock in
// milliseconds since 1970 (UTC) and a counter within the millisecond.
type Stamp struct {
	Wall  int64
	Count uint16
}

const stampLayout = "2006-01-02T15:04:05.000Z"

// String gives the stamp as it stands in a journal: 2026-11-23T04:07:24.123Z/0.
func (s Stamp) String() string {
	return s.Time().Format(stampLayout) + "/" + strconv.Itoa(int(s.Count))
}

// Time is the wall clock's part, in UTC.
func (s Stamp) Time() time.Time { return time.UnixMilli(s.Wall).UTC() }

// Compare orders stamps: negative where s is before o.
func (s Stamp) Compare(o Stamp) int {
	return cmp.Or(cmp.Compare(s.Wall, o.Wall), cmp.Compare(s.Count, o.Count))
}

// parseStamp reads what String writes.
func parseStamp(text string) (Stamp, error) {
	at, count, ok := strings.Cut(text, "/")
	n, err := strconv.ParseUint(count, 10, 16)
	if !ok || err != nil || len(at) != len(stampLayout) {
		return Stamp{}, fmt.Errorf("%q is no stamp like 2026-11-23T04:07:24.123Z/0", text)
	}
	t, err := time.Parse(stampLayout, at)
	if err != nil {
		return Stamp{}, fmt.Errorf("%q is no stamp like 2026-11-23T04:07:24.123Z/0", text)
	}
	return Stamp{Wall: t.UnixMilli(), Count: uint16(n)}, nil
}

// after gives the stamp of an event written at the wall clock's now by someone
// who has read everything up to s.
func (s Stamp) after(now time.Time) Stamp {
	if wall := now.UnixMilli(); wall > s.Wall {
		return Stamp{Wall: wall}
	}
	if s.Count == 1<<16-1 {
		return Stamp{Wall: s.Wall + 1}
	}
	return Stamp{Wall: s.Wall, Count: s.Count + 1}
}
