package scan

// Kind is what sort of personal detail was found.
type Kind uint8

// The kinds of personal details.
const (
	Mobile Kind = iota + 1
	IdentityCard
	BankCard
	Email
	WeChat
	QQ
	Address
)

var kindNames = [...]string{Mobile: "mobile", IdentityCard: "id_card", BankCard: "bank_card", Email: "email", WeChat: "wechat", QQ: "qq", Address: "address"}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// KindNamed is the kind with that name, or 0.
func KindNamed(name string) Kind {
	for k, n := range kindNames {
		if n == name && n != "" {
			return Kind(k)
		}
	}
	return 0
}

// Detail is a personal detail in a text, in code points.
type Detail struct {
	Kind       Kind
	Start, End int32
}

// signal says what a symbol may begin, so that most of a message is passed
// over with one look each.
const (
	signalDigit  = 1 << iota // a digit in any script
	signalLatin              // a letter of an id
	signalAt                 // @
	signalAbode              // the last character of an address part
	signalNames              // the last symbol of a word that says what a number is
	signalFiller             // stands between such a word and its number
)

// begins are the signals with which a detail may begin, or an address end.
const begins = signalDigit | signalLatin | signalAt | signalAbode

var signals = func() *[0x10000]uint8 {
	t := new([0x10000]uint8)
	for c := range t {
		if digit(uint16(c)) >= 0 {
			t[c] |= signalDigit
		}
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c] |= signalLatin
	}
	t['@'] |= signalAt
	for _, c := range "号室栋幢楼弄座" {
		t[c] |= signalAbode
	}
	for _, c := range "号码是为就我的您你他叫用加也这个哦呢嘛到改请发填办尾账户名" { // 我的微信号就是：abc123
		t[c] |= signalFiller
	}
	for _, words := range []context{weChatWords, qqWords, orderWords, bankWords} {
		for c := range words {
			t[c] |= signalNames
		}
	}
	return t
}()

// Personal appends the personal details in t to out. Those that overlap are
// named by the surest kind: a number before an id, an e-mail before both.
func Personal(t *Text, out []Detail) []Detail {
	begin := len(out)
	for i := 0; i < len(t.Sym); i++ {
		switch s := signals[t.Sym[i]] & begins; {
		case s == 0:
		case s&signalAt != 0:
			if d, ok := t.email(i); ok {
				out = put(out, begin, d)
				i = max(i, int(d.End)-1)
			}
		case s&signalAbode != 0:
			if d, ok := t.address(i); ok {
				out = put(out, begin, d)
			}
		case s&signalDigit != 0:
			var end int
			out, end = t.number(i, begin, out)
			i = max(i, end-1)
		case s&signalLatin != 0:
			end := t.token(i)
			if d, ok := t.handle(i, end); ok {
				out = put(out, begin, d)
			} else {
				end = t.numberIn(i, end)
			}
			i = end - 1
		}
	}
	return out
}

// put adds a detail in place of those that it covers.
func put(out []Detail, begin int, d Detail) []Detail {
	for len(out) > begin && out[len(out)-1].Start >= d.Start {
		out = out[:len(out)-1]
	}
	if len(out) > begin && out[len(out)-1].End > d.Start {
		return out
	}
	return append(out, d)
}

// digit is the value of a folded symbol as people write numbers, or -1.
func digit(c uint16) int8 {
	if c >= '0' && c <= '9' {
		return int8(c - '0')
	}
	switch c {
	case '零':
		return 0
	case '一', '壹', '幺':
		return 1
	case '二', '贰', '两':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	return -1
}
