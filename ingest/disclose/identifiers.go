package disclose

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A match is a stretch of a passage that a recogniser knows: bytes of its text.
type match struct {
	kind       Kind
	level      Level
	start, end int
	why        string
}

// A recogniser finds one kind of identifier by its form. pattern finds where
// to look; the first group, where there is one, is the identifier. valid says
// whether it holds: check digits, prefixes, ranges. Without its sign a text has
// none of the kind: most speech has no digit in it, nor any other sign, and is
// not searched.
type recogniser struct {
	kind    Kind
	level   Level
	sign    func(text string) bool
	pattern *regexp.Regexp
	valid   func(found, text string) bool
	why     string
}

// identifiers are tried in this order; where two overlap, the first counts.
var identifiers = []recogniser{
	{Email, Sure, has("@"), regexp.MustCompile(`(?i)[a-z0-9][a-z0-9._%+'-]*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.[a-z]{2,24}`), nil, "an e-mail address"},
	{SharedLink, Sure, has(`\\`), regexp.MustCompile(`\\\\[A-Za-z0-9._-]+\\[^\s"<>|]+`), nil, "a path on a shared drive"},
	{SharedLink, Sure, has(":/"), regexp.MustCompile(`(?i)\bfile:/{2,3}[^\s"<>]+`), nil, "a path on somebody's computer"},
	{SharedLink, Sure, has(`:\`), regexp.MustCompile(`\b[A-Za-z]:\\[^\s"<>|]+`), nil, "a path on somebody's computer"},
	{SharedLink, Sure, has("/"), regexp.MustCompile(`(?:^|[\s"'(])(/(?:Users|home)/[^\s"<>/]+(?:/[^\s"<>]*)?)`), nil, "a path on somebody's computer"},
	{SharedLink, Sure, mayLink, urlPattern, func(u, _ string) bool { return sharedHost(host(u)) }, "a link to a shared file or recording"},
	{URL, Look, mayLink, urlPattern, func(u, _ string) bool { return !publicHost(host(u)) }, "a link to a page"},
	{IBAN, Sure, digitsFrom(2), regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}`), nil, "a bank account number, its check digits right (mod 97)"},
	{Card, Sure, digitsFrom(13), regexp.MustCompile(`[0-9](?:[ -]?[0-9]){12,18}`), func(s, _ string) bool { return validCard(digits(s)) }, "a card number, its check digit right (Luhn)"},
	{NHSNumber, Sure, digitsFrom(10), regexp.MustCompile(`[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}`), func(s, _ string) bool { return validNHS(digits(s)) }, "an NHS number, its check digit right (mod 11)"},
	{Phone, Sure, digitsFrom(2), regexp.MustCompile(`(?:\+44|\b0044|\(?\b0)[0-9 ().\x{A0}-]{7,18}[0-9]`), func(s, _ string) bool { return validPhone(s) }, "a UK telephone number"},
	{NINumber, Sure, digitsFrom(6), regexp.MustCompile(`(?i)\b[a-z]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[a-d]?\b`), validNINO, "a National Insurance number, its prefix in use"},
	{Postcode, Sure, digitsFrom(1), regexp.MustCompile(`(?i)\b(?:GIR ?0AA|BFPO ?[0-9]{1,4}|[a-z]{1,2}[0-9][a-z0-9]?[ \x{A0}]?[0-9][abd-hjlnp-uw-z]{2})\b`), func(s, _ string) bool { return validPostcode(s) }, "a postcode of an area in use"},
	{Postcode, Look, digitsFrom(1), regexp.MustCompile(`(?i)\bpost ?code (?:is |was |of |area )?([a-z]{1,2}[0-9][a-z0-9]?)\b`), func(s, _ string) bool { return validOutward(strings.ToUpper(s)) }, "the first half of a postcode"},
	{Registration, Sure, digitsFrom(2), regexp.MustCompile(`\b[A-HJ-PR-Y][A-HJ-PR-Y][0-9]{2} ?[A-HJ-PR-Z]{3}\b`), func(s, _ string) bool { return validPlate(s) }, "a car registration"},
	{Registration, Look, digitsFrom(1), regexp.MustCompile(`\b(?:[A-HJ-NP-TV-Y][0-9]{1,3} ?[A-HJ-PR-Z]{3}|[A-HJ-PR-Z]{3} ?[0-9]{1,3}[A-HJ-NPR-TV-Y])\b`), func(_, text string) bool { return vehicle.MatchString(text) }, "an older car registration, in a passage about a vehicle"},
	{IPAddress, Sure, digitsFrom(4), regexp.MustCompile(`[0-9]{1,3}(?:\.[0-9]{1,3}){3}`), func(s, _ string) bool { return validIP(s) }, "an IP address"},
	{IPAddress, Sure, has(":"), regexp.MustCompile(`(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}`), func(s, _ string) bool { return validIP(s) }, "an IP address"},
	{BirthDate, Sure, digitsFrom(4), regexp.MustCompile(`(?i)\b(?:born|d\.?o\.?b\b\.?|date of birth|birth ?day|birth date)[^.\n0-9]{0,30}?(` + datePattern + `)`), func(s, _ string) bool { return validBirth(s) }, "a date of birth"},
	{BirthDate, Look, digitsFrom(4), regexp.MustCompile(`(?i)\bborn (?:back |around )?in (?:the year )?((?:` + monthPattern + `,? )?(?:19|20)[0-9]{2})\b`), nil, "a year of birth"},
	{BirthDate, Look, digitsFrom(4), regexp.MustCompile(`\b[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:19|20)[0-9]{2}`), func(s, _ string) bool { return validBirth(s) && year(s) <= lastAdultBirth }, "a date that may be one of birth"},
	{Age, Look, digitsFrom(2), regexp.MustCompile(`(?i)\b(?:aged?|i'm|i am|i’m|she's|he's|she is|he is|she’s|he’s) (9[0-9]|1[01][0-9])\b`), nil, "an age over 89"},
	{Age, Look, digitsFrom(2), regexp.MustCompile(`(?i)\b(9[0-9]|1[01][0-9])[ -]years?[ -]old\b`), nil, "an age over 89"},
	{StaffNumber, Look, digitsFrom(3), regexp.MustCompile(`(?i)\b(?:badge|employee|staff|payroll|student|patient|hospital)(?: id| number| no\.?)+(?: is| was)?:? ?#?([a-z]{0,3}[0-9]{3,10})\b`), nil, "a number that stands for a person"},
}

const (
	monthPattern = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`
	datePattern  = `[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:(?:19|20)?[0-9]{2})|[0-9]{1,2}(?:st|nd|rd|th)?(?: of)? ` + monthPattern + `,? (?:19|20)[0-9]{2}|` + monthPattern + ` [0-9]{1,2}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2}`

	// lastAdultBirth is the last year that a date standing alone is taken for
	// one of birth: later ones are mostly days of interviews.
	lastAdultBirth = 2009
)

var (
	urlPattern = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s"<>]+`)
	numbered   = regexp.MustCompile(`(?i)(?:[0-9][.:]|\bv|version |section )\x00|\x00[.:][0-9]`) // around what looks like an address
	vehicle    = regexp.MustCompile(`(?i)\b(?:car|van|vehicle|reg|registration|number plate|plate|parked|motor|taxi)\b`)
)

func has(sign string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, sign) }
}

// digitsFrom asks for as many digits as there are in the shortest of a kind.
func digitsFrom(least int) func(string) bool {
	return func(text string) bool {
		n := 0
		for i := range len(text) {
			if text[i] >= '0' && text[i] <= '9' {
				if n++; n == least {
					return true
				}
			}
		}
		return false
	}
}

// mayLink reports whether a text has what links begin with.
func mayLink(text string) bool {
	return strings.Contains(text, "://") || strings.Contains(strings.ToLower(text), "www.")
}

// find gives the identifiers in a text.
func find(text string) []match {
	var found []match
	for _, r := range identifiers {
		if !r.sign(text) {
			continue
		}
		for _, at := range r.pattern.FindAllStringSubmatchIndex(text, -1) {
			start, end := at[0], at[1]
			if len(at) > 2 && at[2] >= 0 {
				start, end = at[2], at[3]
			}
			switch r.kind {
			case URL, SharedLink, Email:
				end = start + len(strings.TrimRight(text[start:end], ".,;:!?)]}'’”"))
			case IBAN:
				end = start + validIBAN(text[start:end])
			}
			if end <= start || !alone(text, start, end) || overlaps(found, start, end) {
				continue
			}
			if r.kind == IPAddress && numbered.MatchString(text[:start]+"\x00"+text[end:]) {
				continue
			}
			if r.valid == nil || r.valid(text[start:end], text) {
				found = append(found, match{r.kind, r.level, start, end, r.why})
			}
		}
	}
	return found
}

func overlaps(found []match, start, end int) bool {
	for _, m := range found {
		if start < m.end && m.start < end {
			return true
		}
	}
	return false
}

// alone reports whether no digit goes on before or after the stretch, and no
// letter where it begins or ends with one: part of a longer number is no
// number of its own.
func alone(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if unicode.IsDigit(after) || unicode.IsDigit(before) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(text[start:])
	last, _ := utf8.DecodeLastRuneInString(text[:end])
	if unicode.IsLetter(before) && (unicode.IsLetter(first) || unicode.IsDigit(first)) {
		return false
	}
	return !unicode.IsLetter(after) || !unicode.IsLetter(last) && !unicode.IsDigit(last)
}

// digits gives the ASCII digits of s.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func uniform(s string) bool { return strings.Count(s, s[:1]) == len(s) }

// validNHS checks ten digits: weights 10 to 2 on the first nine, the check
// digit is 11 less the remainder by 11, 0 for 11; 10 is given to nobody.
// Numbers of one digit, and those from 999, which are for testing, are none.
func validNHS(s string) bool {
	if len(s) != 10 || uniform(s) || strings.HasPrefix(s, "999") {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(s[i]-'0') * (10 - i)
	}
	check := (11 - sum%11) % 11
	return check < 10 && check == int(s[9]-'0')
}

// validCard checks length, the issuer's first digits, and Luhn's check digit.
func validCard(s string) bool {
	lead := func(n int) int { v, _ := strconv.Atoi(s[:n]); return v }
	if len(s) < 13 || len(s) > 19 || uniform(s) {
		return false
	}
	switch p2, p4 := lead(2), lead(4); {
	case s[0] == '4' && (len(s) == 13 || len(s) == 16 || len(s) == 19): // Visa
	case (p2 >= 51 && p2 <= 55 || p4 >= 2221 && p4 <= 2720) && len(s) == 16: // Mastercard
	case (p2 == 34 || p2 == 37) && len(s) == 15: // American Express
	case (p4 == 6011 || p2 == 65) && len(s) >= 16: // Discover
	case (p2 == 36 || p2 == 38) && len(s) >= 14: // Diners Club
	case (p2 == 50 || p2 >= 56 && p2 <= 69) && len(s) >= 13: // Maestro, UnionPay
	default:
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// ibanLengths are the lengths of account numbers by country, of the registry.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24,
	"DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18,
	"GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "KW": 30, "KZ": 20, "LB": 28, "LI": 21,
	"LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
	"PK": 24, "PL": 28, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
	"TN": 24, "TR": 26, "UA": 29, "XK": 20,
}

// validIBAN gives how many bytes of s are an account number: as long as its
// country has them, and 1 modulo 97. It gives 0 when it is none.
func validIBAN(s string) int {
	want, ok := ibanLengths[s[:2]]
	if !ok {
		return 0
	}
	var b strings.Builder
	end := 0
	for i, r := range s {
		if r == ' ' {
			continue
		}
		b.WriteRune(r)
		if b.Len() == want {
			end = i + 1
			break
		}
	}
	if end == 0 {
		return 0
	}
	plain := b.String()
	rest := 0
	for _, r := range plain[4:] + plain[:4] {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	if rest != 1 {
		return 0
	}
	return end
}

// validPhone checks a number of the British plan: geographic 01 and 02, 03, and
// 07, ten or eleven digits with the leading 0. Numbers of services (08, 09)
// belong to no person.
func validPhone(s string) bool {
	d := digits(s)
	switch {
	case strings.HasPrefix(s, "+44"):
		d = "0" + strings.TrimPrefix(d[2:], "0")
	case strings.HasPrefix(s, "0044"):
		d = "0" + strings.TrimPrefix(d[4:], "0")
	}
	if len(d) < 10 || len(d) > 11 || uniform(d[1:]) {
		return false
	}
	switch d[1] {
	case '1':
		return d[2] != '0'
	case '2':
		return len(d) == 11 && strings.IndexByte("03489", d[2]) >= 0
	case '3':
		return len(d) == 11 && strings.IndexByte("0347", d[2]) >= 0
	case '7':
		return len(d) == 11
	}
	return false
}

// validNINO checks the prefix: D, F, I, Q, U and V stand in neither place and O
// not in the second, and some pairs are given to nobody. Without its last
// letter it counts only where the text says what it is.
func validNINO(s, text string) bool {
	plain := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))
	if strings.ContainsAny(plain[:2], "DFIQUV") || plain[1] == 'O' {
		return false
	}
	switch plain[:2] {
	case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
		return false
	}
	return len(plain) == 9 || insurance.MatchString(text)
}

var insurance = regexp.MustCompile(`(?i)national insurance|\bnino\b|\bNI (?:number|no)`)

// postcodeAreas are the areas of British, Crown dependency and non-geographic
// postcodes.
var postcodeAreas = func() map[string]bool {
	all := map[string]bool{}
	for _, a := range strings.Fields(`AB AL B BA BB BD BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG
		DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE
		LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR
		SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE`) {
		all[a] = true
	}
	return all
}()

// ordinal is what an inward half looks like that is no such thing: 3rd.
var ordinal = regexp.MustCompile(`[0-9](?:st|nd|rd|th)$`)

func validPostcode(s string) bool {
	if ordinal.MatchString(s) {
		return false
	}
	plain := strings.ToUpper(strings.NewReplacer(" ", "", "\u00A0", "").Replace(s))
	if plain == "GIR0AA" || strings.HasPrefix(plain, "BFPO") {
		return true
	}
	return validOutward(plain[:len(plain)-3])
}

// validOutward checks the first half: an area in use and its district. A
// letter after the digit stands only in districts of inner London.
func validOutward(s string) bool {
	n := strings.IndexAny(s, "0123456789")
	if n < 1 || !postcodeAreas[s[:n]] {
		return false
	}
	if last := s[len(s)-1]; last >= 'A' {
		switch s[:n] {
		case "E", "EC", "N", "NW", "SE", "SW", "W", "WC":
			return true
		}
		return false
	}
	return true
}

// validPlate checks the age identifier of a registration since September 2001:
// 02 to 29 from March, 51 to 79 from September.
func validPlate(s string) bool {
	age, err := strconv.Atoi(s[2:4])
	return err == nil && (age >= 2 && age <= 29 || age >= 51 && age <= 79)
}

// validIP checks that an address is one of a machine that can be found.
func validIP(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && !a.IsUnspecified() && !a.IsLoopback() && !a.IsMulticast() && (a.Is6() || s[0] != '0' && !strings.HasPrefix(s, "255."))
}

var numbers = regexp.MustCompile(`[0-9]+`)

func year(s string) int {
	all := numbers.FindAllString(s, -1)
	if len(all) == 0 {
		return 0
	}
	y, _ := strconv.Atoi(all[len(all)-1])
	if y < 100 {
		y += 1900
	}
	return y
}

// validBirth checks that day and month are of a calendar.
func validBirth(s string) bool {
	all := numbers.FindAllString(s, -1)
	if len(all) < 2 || year(s) < 1900 {
		return false
	}
	day, _ := strconv.Atoi(all[0])
	month := 1
	if len(all) == 3 {
		month, _ = strconv.Atoi(all[1])
		if month > 12 { // as Americans write it
			day, month = month, day
		}
	}
	return day >= 1 && day <= 31 && month >= 1 && month <= 12
}

// host gives the host of a link in lower case, without www.
func host(link string) string {
	s := strings.ToLower(link)
	if _, after, ok := strings.Cut(s, "://"); ok {
		s = after
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimPrefix(strings.TrimRight(s, ".,;:!?)]}'"), "www.")
}

func onHost(h string, names []string) bool {
	for _, n := range names {
		if h == n || strings.HasSuffix(h, "."+n) {
			return true
		}
	}
	return false
}

// sharedHost reports whether files of single people lie at a host.
func sharedHost(h string) bool {
	return onHost(h, []string{
		"drive.google.com", "docs.google.com", "onedrive.live.com", "1drv.ms", "sharepoint.com", "dropbox.com", "box.com",
		"wetransfer.com", "we.tl", "icloud.com", "mega.nz", "zoom.us", "teams.microsoft.com", "stream.microsoft.com",
		"meet.google.com", "otter.ai", "fathom.video", "youtu.be",
	})
}

// publicHost reports whether a host is for citing: links to it name no person.
func publicHost(h string) bool {
	return onHost(h, []string{"doi.org", "creativecommons.org", "orcid.org", "example.org", "example.com"})
}
