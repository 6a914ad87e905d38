package disclose

import "testing"

// The check digits are worked by hand; every number is published as an example
// or lies in a range set apart for fiction.
func TestIdentifiers(t *testing.T) {
	for _, tt := range []struct {
		kind Kind
		yes  []string // each holds one of the kind
		no   []string // near misses: each holds none
	}{
		{Email,
			[]string{"write to jane.testperson@example.ac.uk please", "Jane (j+k_2@mail.example.org).", "O'Neil@example.com"},
			[]string{"@0:25 - Speaker", "meet @ 5.30", "a@b", "3 @ £2.50"}},
		{Phone,
			[]string{"ring 07700 900123", "0115 496 0123 is the office", "(0115) 496 0123", "+44 7700 900 123", "+44 (0)20 7946 0018", "0044 20 7946 0018", "03069 990 123", "01632 96012"},
			[]string{"07700 90012", "0800 496 0123", "room 0115", "077009001234", "2021 0115 496 0123 45", "00:07:12", "0000 000 0000", "05 of 10 20 30 40"}},
		{Postcode,
			[]string{"NG1 4BU", "ng14bu", "SW1A 1AA", "EC1A1BB", "M1 1AE", "GIR 0AA", "BFPO 57", "the postcode is NG7 there"},
			[]string{"QX1 4BU", "NG1 4CU", "NG1A 4BU", "A1 paper", "on the 1 3rd", "e1 2nd", "S1_LW03", "LW03", "QS1 4AB", "AA11"}},
		// 943 476 591: 9·10+4·9+3·8+4·7+7·6+6·5+5·4+9·3+1·2 = 299 = 27·11+2, check 11−2 = 9.
		// 401 023 213: 40+0+8+0+12+15+8+3+6 = 92 = 8·11+4, check 7.
		// 400 000 002: 40+4 = 44 = 4·11+0, check 11, written 0.
		// 400 000 011: 40+3+2 = 45 = 4·11+1, check 10: given to nobody.
		{NHSNumber,
			[]string{"943 476 5919", "943-476-5919", "number 4010232137.", "400 000 0020"},
			[]string{"943 476 5918", "400 000 0110", "400 000 0111", "111 111 1111", "999 123 4560", "94347659190", "REF9434765919"}},
		{NINumber,
			[]string{"AB123456C", "ab 12 34 56 c", "her National Insurance number, AB123456, was"},
			[]string{"BG123456C", "AO123456C", "DA123456A", "QQ123456C", "AB123456E", "AB123456", "AB12345C", "S1123456C"}},
		// GB82…: WEST12345698765432 GB82 as 3214282912345698765432161182 mod 97 = 1.
		{IBAN,
			[]string{"GB82 WEST 1234 5698 7654 32 and IT", "DE89370400440532013000"},
			[]string{"GB82 WEST 1234 5698 7654 33", "GB82WEST1234569876543", "ZZ82WEST12345698765432"}},
		// 4111…: doubled digits 8+2·7 = 22, the others 1·8 = 8: 30.
		{Card,
			[]string{"4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005"},
			[]string{"4111 1111 1111 1112", "0000 0000 0000 0000", "1111 1111 1111 1117", "4111 1111 1111 1111 1111"}},
		{IPAddress,
			[]string{"192.0.2.17", "from 2001:db8::8a2e:370:7334 on"},
			[]string{"192.0.2.256", "127.0.0.1", "1.2.3", "00:00:03", "10:30", "1.2.3.4.5", "00:01:02:03"}},
		{Registration,
			[]string{"AB51 ABC", "LK19XYZ", "my car, A123 BCD, was", "the van was ABC 123D"},
			[]string{"AB01 ABC", "AB49 ABC", "AB51 AIC", "IB51 ABC", "A123 BCD is the code", "ab51 abc"}},
		{BirthDate,
			[]string{"born on 12/03/1958", "DOB: 12.3.58", "date of birth 3rd of March 1958", "born in 1958", "born March 3, 1958", "on 12/03/1958 she"},
			[]string{"born on 42/03/1958", "on 12/03/2021", "born again", "in 1958", "12/13/14", "99/99/1958"}},
		{Age,
			[]string{"she's 93 now", "a 101-year-old man", "aged 90"},
			[]string{"she's 89", "90 people", "93% of them", "aged 190"}},
		{StaffNumber,
			[]string{"badge number 48213", "staff no. A4471", "patient ID: 99321"},
			[]string{"a number 48213", "badge 12", "staff numbers fell"}},
		{SharedLink,
			[]string{`\\server01\research$\interviews`, `C:\Users\jtestperson\Desktop\raw.docx`, "file:///C:/Users/jt/x.docx", "/Users/jtestperson/audio", "https://drive.google.com/file/d/1aB", "https://uni-my.sharepoint.com/personal/jt", "https://uni.zoom.us/rec/share/abc"},
			[]string{"and/or", `yes\no`, "https://www.nhs.uk/", "the /home page", "C: drive"}},
		{URL,
			[]string{"see https://www.nhs.uk/live-well, and", "www.testperson.blog"},
			[]string{"https://doi.org/10.17631/rd-2024-0004-ddat", "http and all that", "https://drive.google.com/x", "www dot"}},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			for _, text := range tt.yes {
				if n := count(find(text), tt.kind); n != 1 {
					t.Errorf("%q: %d found, want 1", text, n)
				}
			}
			for _, text := range tt.no {
				if n := count(find(text), tt.kind); n != 0 {
					t.Errorf("%q: %d found, want none", text, n)
				}
			}
		})
	}
}

func count(found []match, kind Kind) int {
	n := 0
	for _, m := range found {
		if m.kind == kind {
			n++
		}
	}
	return n
}

// One digit changed, or two different neighbours exchanged, is found by each
// of the check digits, as their makers promise of them.
func TestCheckDigitsCatchSlips(t *testing.T) {
	for _, tt := range []struct {
		number string
		valid  func(string) bool
	}{
		{"9434765919", validNHS},
		{"4539578763621486", validCard}, // no 09 or 90 in it, which Luhn misses
		{"GB82WEST12345698765432", func(s string) bool { return validIBAN(s) == len(s) }},
	} {
		if !tt.valid(tt.number) {
			t.Fatalf("%s is refused", tt.number)
		}
		for i := range len(tt.number) {
			if tt.number[i] < '0' || tt.number[i] > '9' {
				continue
			}
			for d := byte('0'); d <= '9'; d++ {
				if slip := tt.number[:i] + string(d) + tt.number[i+1:]; d != tt.number[i] && tt.valid(slip) {
					t.Errorf("%s passes for %s", slip, tt.number)
				}
			}
			if i > 0 && tt.number[i-1] != tt.number[i] && tt.number[i-1] <= '9' {
				if slip := tt.number[:i-1] + string([]byte{tt.number[i], tt.number[i-1]}) + tt.number[i+1:]; tt.valid(slip) {
					t.Errorf("%s passes for %s", slip, tt.number)
				}
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Jane, 07700 900123, GB82 WEST 1234 5698 7654 32, ::1, \\\\a\\b \xff")
	f.Add("A@B.org FILE:///x c:\\d /home/jo HTTPS://a.b WWW.c.d gir 0aa ab12cde ::ffff:1.2.3.4 born in May 1950 I am 91, 94 years old, staff no. 1234")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range identifiers {
			if !r.sign(text) && r.pattern.MatchString(text) {
				t.Fatalf("%s (%s) is in %q, which has no sign of it", r.kind, r.why, text)
			}
		}
		for _, m := range find(text) {
			if m.start < 0 || m.start >= m.end || m.end > len(text) {
				t.Fatalf("%v does not lie in %q", m, text)
			}
		}
	})
}
