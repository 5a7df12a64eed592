package verify

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// invoice is the document that is checked, as it was printed.
type invoice struct {
	Brand       string    `json:"brand"`
	Contract    string    `json:"contract"`
	ContractSHA string    `json:"contract_sha"`
	Engine      string    `json:"engine"`
	Currency    string    `json:"currency"`
	Period      span      `json:"period"`
	Tax         tax       `json:"tax"`
	Watermark   watermark `json:"facts"`

	Lines []*printed `json:"lines"`

	CompensationMinor    int64 `json:"compensation_minor"`
	CreditToBalanceMinor int64 `json:"credit_to_balance_minor"`
	SubtotalMinor        int64 `json:"subtotal_minor"`
	TaxMinor             int64 `json:"tax_minor"`
	TotalMinor           int64 `json:"total_minor"`

	Conflicts []map[string]string `json:"conflicts"`
	Parked    []string            `json:"parked"`
	Warnings  []string            `json:"warnings"`
	ResultSHA string              `json:"result_sha"`
}

type watermark struct {
	AsOf        *time.Time `json:"as_of"`
	NewestAt    *time.Time `json:"newest_received_at"`
	Outcomes    int        `json:"outcomes"`
	Corrections int        `json:"corrections"`
	Bookings    int        `json:"bookings"`
	Excusals    int        `json:"excusals"`
	Root        string     `json:"root"`
	Tags        []byte     `json:"tags"`
}

type printed struct {
	Code      string            `json:"code"`
	Rule      string            `json:"rule_id"`
	Version   string            `json:"version"`
	Dims      map[string]string `json:"dims"`
	Qty       int64             `json:"qty"`
	UnitMicro int64             `json:"unit_micro"`
	Amount    int64             `json:"amount_minor"`
	Shares    []share           `json:"shares"`
	Root      string            `json:"evidence_root"`
	Count     int64             `json:"evidence_count"`
	Tags      []byte            `json:"evidence_tags"`
}

type share struct {
	Code   string `json:"code"`
	Rule   string `json:"rule_id"`
	Tier   string `json:"tier"`
	Amount int64  `json:"amount_minor"`
}

// comparison collects what does not hold.
type comparison struct {
	inv      *invoice
	contract *contract
	facts    *facts
	rows     []*judged
	want     []*line
	findings []Finding
}

func (k *comparison) say(line, fact, format string, args ...any) {
	k.findings = append(k.findings, Finding{line, fact, fmt.Sprintf(format, args...)})
}

// same notes a number or a text that is not what it must be.
func same[T comparable](k *comparison, line, what string, got, want T) {
	if got != want {
		k.say(line, "", "%s is %v, the facts and the contract give %v", what, got, want)
	}
}

func (k *comparison) document(contractSHA string) {
	same(k, "document", "brand", k.inv.Brand, k.contract.Brand)
	same(k, "document", "contract", k.inv.Contract, k.contract.ID)
	same(k, "document", "contract_sha", k.inv.ContractSHA, contractSHA)
	same(k, "document", "currency", k.inv.Currency, k.contract.Currency)
	same(k, "document", "tax", k.inv.Tax, k.contract.Tax)
	same(k, "document", "period from", k.inv.Period.From.Unix(), k.contract.Period.From.Unix())
	same(k, "document", "period till", k.inv.Period.Till.Unix(), k.contract.Period.Till.Unix())
	same(k, "document", "result_sha", k.inv.ResultSHA, k.inv.seal())
}

// lines compares by code, rule, version and tier.
func (k *comparison) lines() {
	want := map[string]*line{}
	for _, l := range k.want {
		want[name(l.code, l.rule, l.version, l.tier)] = l
	}
	seen := map[string]bool{}
	for _, p := range k.inv.Lines {
		if p.Code == "credit_to_balance" {
			continue // totals looks at it
		}
		at := name(p.Code, p.Rule, p.Version, p.Dims["tier"])
		l := want[at]
		switch {
		case seen[at]:
			k.say(at, "", "the line is charged twice")
		case l == nil:
			k.say(at, "", "qty %d, amount %d: the facts and the contract give no such line", p.Qty, p.Amount)
			k.members(at, p, nil)
		default:
			k.line(at, p, l)
		}
		seen[at] = true
	}
	for _, l := range k.want {
		if at := name(l.code, l.rule, l.version, l.tier); !seen[at] {
			k.say(at, "", "the line is missing: qty %d, amount %s", l.qty, l.amount)
			for i, j := range l.members {
				if i == mostNamed {
					k.say(at, "", "and %d more facts", len(l.members)-i)
					break
				}
				k.say(at, j.ID, "belongs here (%s)", j.why())
			}
		}
	}
}

// mostNamed keeps a line that was left out whole from naming a million facts.
const mostNamed = 50

// name is how a line is called in findings.
func name(code, rule, version, tier string) string {
	parts := []string{"line " + code}
	for _, p := range []string{rule, version} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if tier != "" {
		parts = append(parts, "tier "+tier)
	}
	return strings.Join(parts, " ")
}

func (k *comparison) line(at string, p *printed, l *line) {
	same(k, at, "qty", p.Qty, l.qty)
	same(k, at, "unit_micro", p.UnitMicro, l.unitMicro)
	same(k, at, "amount_minor", strconv.FormatInt(p.Amount, 10), l.amount.String())
	leaves := l.leaves()
	same(k, at, "evidence_count", p.Count, int64(len(leaves)))
	if len(leaves) == 0 {
		return
	}
	if p.Root != root(leaves) {
		k.say(at, "", "evidence_root is not the root over its %d facts", len(leaves))
		k.members(at, p, l)
	} else if p.Tags != nil && string(p.Tags) != tagsOf(leaves) {
		k.say(at, "", "evidence_tags are not those of its facts")
	}
}

func (l *line) leaves() []hash {
	var out []hash
	for _, j := range l.members {
		out = append(out, j.leaf)
	}
	for _, b := range l.bookings {
		out = append(out, bookingLeaf(b))
	}
	return out
}

const tagLen = 4

func tag(h hash) string { return string(h[:tagLen]) }

func tagsOf(leaves []hash) string {
	var b strings.Builder
	for _, h := range leaves {
		b.WriteString(tag(h))
	}
	return b.String()
}

// members names the facts that the line counts and should not, and those that
// it should and does not. Without tags only the line can be named.
func (k *comparison) members(at string, p *printed, l *line) {
	if len(p.Tags) == 0 {
		return
	}
	count := map[string]int{}
	for i := 0; i+tagLen <= len(p.Tags); i += tagLen {
		count[string(p.Tags[i:i+tagLen])]++
	}
	if l != nil {
		for _, j := range l.members {
			if count[tag(j.leaf)]--; count[tag(j.leaf)] < 0 {
				k.say(at, j.ID, "belongs here (%s) and is not counted as it stands now", j.why())
			}
		}
		for _, b := range l.bookings {
			if count[tag(bookingLeaf(b))]--; count[tag(bookingLeaf(b))] < 0 {
				k.say(at, b.ID, "is booked and not counted here as it stands now")
			}
		}
	}
	for _, j := range k.rows {
		if n := count[tag(j.leaf)]; n > 0 {
			k.say(at, j.ID, "is counted here%s, but %s", howOften(n, l, j), j.why())
			delete(count, tag(j.leaf))
		}
	}
	for t, n := range count {
		if n > 0 {
			k.say(at, "", "counts a fact that is not in the file as it was billed (leaf %s...)", hex.EncodeToString([]byte(t)))
		}
	}
}

// howOften says that a fact which belongs on the line is on it more than once.
func howOften(n int, l *line, j *judged) string {
	if l == nil {
		return ""
	}
	for _, m := range l.members {
		if m == j {
			return fmt.Sprintf(" %d times", n+1)
		}
	}
	return ""
}

// reasons are the words for the codes under which nothing is owed.
var reasons = map[string]string{
	"unanswered_free":        "nobody answered: free",
	"greeting_free":          "a greeting is not an answer: free",
	"late_free":              "it was answered too late: free",
	"human_touched_free":     "a person wrote in it: not a bot resolution",
	"escalated_free":         "the bot passed it on: free",
	"unconfirmed_free":       "nothing shows that it was settled: free",
	"reopened_free":          "it was reopened in time: to be credited",
	"cancelled_free":         "it was called off: free",
	"disputed_free":          "its dispute was upheld: free",
	"no_conversion_free":     "no order was won and kept: free",
	"same_conversation_free": "the conversation is charged once already",
	"same_case_free":         "the same matter is charged once already",
	"same_order_free":        "the order is charged once already",
	"held":                   "it is held for a look at fraud",
	"no_rule":                "no rule of the contract prices it",
}

func (j *judged) why() string {
	if why, ok := reasons[j.code]; ok {
		return why
	}
	return "it is charged once"
}

func (k *comparison) totals() {
	sum, compensated := new(big.Int), new(big.Int)
	for _, l := range k.want {
		sum.Add(sum, l.amount)
		if l.code == "compensation" {
			compensated.Sub(compensated, l.amount)
		}
	}
	credit := new(big.Int)
	if sum.Sign() < 0 {
		credit.Neg(sum)
		sum.SetInt64(0)
	}
	lines := new(big.Int)
	for _, p := range k.inv.Lines {
		if p.Code == "credit_to_balance" {
			lines.Add(lines, big.NewInt(p.Amount))
		}
	}
	subtotal, total := sum, sum
	if k.contract.Tax.Mode == "inclusive" {
		subtotal = over(new(big.Int).Mul(sum, big.NewInt(10_000)), 10_000+k.contract.Tax.BP)
	} else {
		total = new(big.Int).Add(sum, over(new(big.Int).Mul(sum, big.NewInt(k.contract.Tax.BP)), 10_000))
	}
	text := func(n int64) string { return strconv.FormatInt(n, 10) }
	same(k, "line credit_to_balance", "amount_minor", lines.String(), credit.String())
	same(k, "document", "credit_to_balance_minor", text(k.inv.CreditToBalanceMinor), credit.String())
	same(k, "document", "compensation_minor", text(k.inv.CompensationMinor), compensated.String())
	same(k, "document", "subtotal_minor", text(k.inv.SubtotalMinor), subtotal.String())
	same(k, "document", "tax_minor", text(k.inv.TaxMinor), new(big.Int).Sub(total, subtotal).String())
	same(k, "document", "total_minor", text(k.inv.TotalMinor), total.String())
}

// flipped names facts that are not what they were when the invoice was made.
func (k *comparison) flipped() {
	leaves := make([]hash, 0, len(k.rows)+len(k.facts.bookings)+len(k.facts.excusals))
	ids := make([]string, 0, cap(leaves))
	now := make([]string, 0, cap(leaves))
	for _, j := range k.rows {
		leaves, ids, now = append(leaves, j.leaf), append(ids, j.ID), append(now, j.why())
	}
	for _, b := range k.facts.bookings {
		leaves, ids, now = append(leaves, bookingLeaf(b)), append(ids, b.ID), append(now, "a booking")
	}
	for _, e := range k.facts.excusals {
		leaves, ids, now = append(leaves, excusalLeaf(e)), append(ids, e.ID), append(now, "an excusal")
	}
	same(k, "document", "number of outcomes", k.inv.Watermark.Outcomes, len(k.rows))
	same(k, "document", "number of corrections", k.inv.Watermark.Corrections, len(k.facts.corrections))
	if k.inv.Watermark.Root == root(leaves) {
		return
	}
	k.say("document", "", "the facts are not those that the invoice was made from (root differs)")
	tags := k.inv.Watermark.Tags
	if len(tags) == 0 {
		return
	}
	billed := map[string]int{}
	for i := 0; i+tagLen <= len(tags); i += tagLen {
		billed[string(tags[i:i+tagLen])]++
	}
	for i, h := range leaves {
		if billed[tag(h)]--; billed[tag(h)] < 0 {
			k.say("", ids[i], "is not what it was when the invoice was made; as it stands now: %s", now[i])
		}
	}
}
