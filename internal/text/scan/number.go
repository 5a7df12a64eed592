package scan

// figures is a row of digits, perhaps in groups.
type figures struct {
	d     [maxFigures]int8
	at    [maxFigures]int32
	n     int
	group [maxGroups + 1]int // where each group begins; group[groups] == n
	count int
	x     bool // an X follows the 17th digit of the row's last card
	xAt   int32
}

const (
	maxFigures = 48
	maxGroups  = 24
)

// number reads the row of digits at i, appends what it is and says where the
// row ends. Groups are tried together first, then apart: "123456, 138..." is
// an order and a mobile number.
func (t *Text) number(i, begin int, out []Detail) ([]Detail, int) {
	var f figures
	end := t.figures(i, &f)
	if f.n < 5 {
		return out, end
	}
	ordered := t.named(int(f.at[0]), orderWords)
	for a := 0; a < f.count; a++ {
		hit := false
		for b := f.count; b > a && !hit; b-- {
			if f.group[b]-f.group[a] < 11 {
				break
			}
			if b < f.count && f.short() {
				break // digits one by one are one number
			}
			if k := t.numberKind(&f, f.group[a], f.group[b], ordered); k != 0 {
				last := f.at[f.group[b]-1]
				if f.x && b == f.count && k == IdentityCard && f.group[b]-f.group[a] == 17 {
					last = f.xAt
				}
				out = put(out, begin, Detail{k, f.at[f.group[a]], last + 1})
				a, hit = b-1, true
			}
		}
		if f.short() {
			if hit {
				return out, end
			}
			break
		}
	}
	if d, ok := t.handle(int(f.at[0]), int(f.at[f.n-1])+1); ok {
		out = put(out, begin, d)
	}
	return out, end
}

// short tells whether the groups are single digits or pairs.
func (f *figures) short() bool { return f.count > 1 && f.n <= 2*f.count }

// figures collects digits from i, over at most two visible separators and any
// invisible ones, and says where the row ends.
func (t *Text) figures(i int, f *figures) int {
	end, gap, skips := i, 0, 0
	var sign rune // the one that stands between the groups
	for k := i; k < len(t.Sym); k++ {
		s := t.Sym[k]
		if v := digit(s); v >= 0 {
			if f.n == maxFigures {
				return k
			}
			if (f.n == 0 || skips > 0) && f.count < maxGroups {
				f.group[f.count] = f.n
				f.count++
			}
			f.d[f.n], f.at[f.n] = v, int32(k)
			f.n++
			end, gap, skips = k+1, 0, 0
			continue
		}
		if s == 'x' && f.n >= 17 && gap <= 1 {
			f.x, f.xAt = true, int32(k)
			end = k + 1
			break
		}
		if s != 0 && s != '+' {
			break
		}
		skips++
		if !t.joinsDigits(k, &gap) || skips > 2*MaxSkips || otherSign(t.Runes[k], &sign) {
			break
		}
	}
	f.group[f.count] = f.n
	return end
}

// joinsDigits tells whether the separator at k may stand inside one number.
func (t *Text) joinsDigits(k int, gap *int) bool {
	switch r := t.Runes[k]; r {
	case '\n', '。', '！', '？', '；', '、', ';', '!', '?', '(', ')', '（', '）', '：', ':':
		return false
	case '|':
		// A table's cells have room around the bar.
		if t.bySpace(k) {
			return false
		}
	case 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE0F, 0x20E3:
		return true
	}
	*gap++
	return *gap <= 3
}

func (t *Text) bySpace(k int) bool {
	return k > 0 && isSpace(t.Runes[k-1]) || k+1 < len(t.Runes) && isSpace(t.Runes[k+1])
}

// otherSign tells whether r is a second kind of sign in one row. Nobody writes a
// number with two, and a table of sizes has them: 1.9 | 2.0 | 58.
func otherSign(r rune, sign *rune) bool {
	if r > 0x7F || isSpace(r) || r == '+' {
		return false
	}
	if *sign == 0 {
		*sign = r
	}
	return r != *sign
}

// numberKind tells what the digits from a to b are, or 0.
func (t *Text) numberKind(f *figures, a, b int, ordered bool) Kind {
	d := f.d[a:b]
	if national := withoutCountry(d); isMobile(national) && (len(national) == len(d) || !ordered) {
		return Mobile // 86 in front makes no telephone of what is called an order
	}
	switch {
	case isIdentity(d, f.x && b == f.n):
		return IdentityCard
	case isBankLength(d) && luhn(d) && t.looksBank(f, a, b, ordered):
		return BankCard
	}
	return 0
}

// withoutCountry drops 86, +86 and 0086 before a mobile number.
func withoutCountry(d []int8) []int8 {
	if len(d) == 15 && d[0] == 0 && d[1] == 0 {
		d = d[2:]
	}
	if len(d) == 13 && d[0] == 8 && d[1] == 6 {
		d = d[2:]
	}
	return d
}

func isMobile(d []int8) bool { return len(d) == 11 && d[0] == 1 && d[1] >= 3 }

var identityWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// isIdentity checks date and check digit of an identity card (GB 11643, ISO
// 7064 mod 11-2). The region code is not checked: regions come and go.
func isIdentity(d []int8, x bool) bool {
	if len(d) != 18 && (len(d) != 17 || !x) {
		return false
	}
	year := int(d[6])*1000 + int(d[7])*100 + int(d[8])*10 + int(d[9])
	month, day := int(d[10])*10+int(d[11]), int(d[12])*10+int(d[13])
	if d[0] == 0 || year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	sum := 0
	for i, w := range identityWeights {
		sum += int(d[i]) * w
	}
	want := "10X98765432"[sum%11]
	if want == 'X' {
		return len(d) == 17
	}
	return len(d) == 18 && d[17] == int8(want-'0')
}

func isBankLength(d []int8) bool { return len(d) >= 15 && len(d) <= 19 }

func luhn(d []int8) bool {
	sum := 0
	for i := range d {
		v := int(d[len(d)-1-i])
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

var (
	bankWords  = contexts("卡号", "银行卡", "银行", "储蓄卡", "借记卡", "信用卡", "账号", "账户", "转账", "汇款", "打款", "card", "visa", "mastercard", "bank", "iban", "account")
	orderWords = contexts("订单", "订单号", "单号", "运单", "运单号", "快递", "物流", "流水", "流水号", "编号", "货号", "条码", "tracking", "order", "trackingnumber", "ordernumber", "sku")
)

// looksBank asks for more than Luhn's digit, which one order number in ten has:
// a word about banks before it, or a card's prefix where nothing says that it
// is an order.
func (t *Text) looksBank(f *figures, a, b int, ordered bool) bool {
	if t.named(int(f.at[a]), bankWords) {
		return true
	}
	if ordered {
		return false
	}
	d := f.d[a:b]
	switch n := len(d); {
	case d[0] == 6 && d[1] == 2 && n >= 16: // UnionPay
		return true
	case n != 16 || f.count == 1:
		return n == 19 && d[0] == 9 && d[1] == 5 && d[2] == 5 && (d[3] == 8 || d[3] == 9) // ICBC, ABC
	default: // 4-4-4-4 as cards are printed
		return d[0] >= 3 && d[0] <= 6
	}
}
