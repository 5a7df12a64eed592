package knowledge

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// shelf is a library with two brands; ours begins from the pack.
type shelf struct {
	*Library
	pool        *pgxpool.Pool
	ours, other uid.Brand
}

func newShelf(t *testing.T) shelf {
	t.Helper()
	pool := pgtest.DB(t)
	s := shelf{NewLibrary(pool, clock.Fixed(time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC))), pool, uid.New[uid.Brand](), uid.New[uid.Brand]()}
	p, err := ReadPack()
	if err != nil {
		t.Fatal(err)
	}
	var topics []string
	for _, topic := range p.Topics {
		topics = append(topics, topic.ID)
	}
	n, err := s.Begin(t.Context(), s.ours, topics, []tongue.Lang{tongue.Chinese, tongue.English}, map[string]string{"return_days": "15", "shop": "山海小店"}, "person")
	if err != nil || n != 2*len(topics) {
		t.Fatalf("published %d of %d, %v", n, 2*len(topics), err)
	}
	return s
}

func (s shelf) miss(t *testing.T, texts ...string) uid.Chat {
	t.Helper()
	chat := uid.New[uid.Chat]()
	for i, text := range texts {
		if err := s.Miss(t.Context(), s.ours, chat, int64(i+1), text, ""); err != nil {
			t.Fatal(err)
		}
	}
	return chat
}

func (s shelf) learn(t *testing.T, chat uid.Chat, talk []Said) {
	t.Helper()
	err := pg.InTx(t.Context(), s.pool, pg.OfBrand(s.ours), func(tx pgx.Tx) error {
		return s.Learn(t.Context(), tx, s.ours, chat, talk, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAShopBeginsFromThePackWithItsBlanksFilledIn(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	a, err := s.Article(t.Context(), s.ours, "returns")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.Body, "签收后 15 天内") || !strings.Contains(a.Body, "山海小店") || strings.Contains(a.Body, "{{") || len(a.Questions) < 8 {
		t.Errorf("got %+v", a)
	}
	c, err := s.Coverage(t.Context(), s.ours)
	if err != nil || c.Subjects != 8 || c.At.Coverage == 0 || len(c.Curve) < 10 {
		t.Errorf("coverage %+v, %v", c, err)
	}
	for name, blanks := range map[string]map[string]string{"number": {"return_days": "3"}, "choice": {"stack": "all"}, "unknown": {"colour": "red"}, "line": {"shop": "a\nb"}} {
		if _, err := s.Begin(t.Context(), s.ours, []string{"returns", "coupons"}, []tongue.Lang{"zh"}, blanks, "p"); !isCode(err, "pack_blank_wrong") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := s.Begin(t.Context(), s.ours, []string{"weather"}, []tongue.Lang{"zh"}, nil, "p"); !isCode(err, "pack_topic_unknown") {
		t.Errorf("got %v", err)
	}
}

func isCode(err error, code string) bool {
	f, ok := fault.As(err)
	return ok && f.Code == code
}

// What one brand knows is not there for another.
func TestABrandReachesNothingOfAnothers(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.miss(t, "可以寄到月球吗")
	if _, err := s.Article(t.Context(), s.other, "returns"); !isCode(err, "article_unknown") {
		t.Errorf("article: %v", err)
	}
	if _, err := s.Versions(t.Context(), s.other, "returns"); !isCode(err, "article_unknown") {
		t.Errorf("versions: %v", err)
	}
	if _, err := s.Restore(t.Context(), s.other, "returns", 1, "p"); !isCode(err, "article_unknown") {
		t.Errorf("restore: %v", err)
	}
	if _, err := s.Effect(t.Context(), s.other, "returns", 1); !isCode(err, "proposal_unknown") {
		t.Errorf("effect: %v", err)
	}
	if gaps, err := s.Gaps(t.Context(), s.other); err != nil || len(gaps) != 0 {
		t.Errorf("gaps: %v, %v", gaps, err)
	}
	if _, err := s.Teach(t.Context(), s.other, "几天能退", "returns", "p"); !isCode(err, "knowledge_too_thin") {
		t.Errorf("teach: %v", err)
	}
}

// A file that stopped half way goes on, and one that is through says so again
// without doing anything twice.
func TestTheSameFileSentAgainGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	var b strings.Builder
	b.WriteString("question,answer\n")
	for i := range 250 {
		fmt.Fprintf(&b, "question number %d about hats?,answer %d\n", i, i)
	}
	b.WriteString(",nothing\n")
	file := []byte(b.String())
	ctx, cancel := context.WithCancel(t.Context())
	l := load{brand: s.ours, kind: "csv", by: "p"}
	rows, err := ReadTable(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Bring(ctx, s.ours, "csv", "hats.csv", file, "p"); err != nil {
		t.Fatal(err)
	}
	cancel()
	// Turn the clock back to the middle, as a crash after the second batch leaves it.
	if _, err := s.pool.Exec(t.Context(), "UPDATE knowledge.brought SET done = 200, accepted = 200, refused = '[]'"); err != nil {
		t.Fatal(err)
	}
	got, err := s.Bring(t.Context(), s.ours, "csv", "hats.csv", file, "p")
	if err != nil || got.Done != 251 || got.Accepted != 200 || got.Unchanged != 50 || len(got.Refused) != 1 || got.Refused[0].Line != 252 {
		t.Errorf("got %+v, %v", got, err)
	}
	again, err := s.Bring(t.Context(), s.ours, "csv", "hats.csv", file, "p")
	if err != nil || again.Done != got.Done || again.Unchanged != got.Unchanged || len(again.Refused) != 1 {
		t.Errorf("again: %+v, %v", again, err)
	}
	v, err := s.Versions(t.Context(), s.ours, rows[0].Article.ID)
	if err != nil || len(v) != 1 {
		t.Errorf("versions %d, %v", len(v), err)
	}
	l.digest = "of another carrier"
	if err := s.carry(t.Context(), l, 0, rows[:1]); !isCode(err, "knowledge_file_in_work") {
		t.Errorf("a batch that nobody began: %v", err)
	}
}

// What people answered is proposed once, decided by a person, measured before,
// and closes the gap.
func TestAnAnswerOfAPersonBecomesAnArticleAfterAYes(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for i, q := range []string{"可以送到新疆吗", "新疆能送到吗", "能送到新疆不"} {
		chat := s.miss(t, q)
		talk := []Said{{Seq: 1, Shopper: true, Text: q}, {Seq: 2, Text: "帮您转人工"}, {Seq: 3, Person: true, Text: fmt.Sprintf("新疆可以送的，加收 15 元运费，大约 %d 天送到", 7+i)}}
		s.learn(t, chat, talk)
		s.learn(t, chat, talk) // heard twice
	}
	s.miss(t, "新疆那边也能送吗")
	list, err := s.Proposals(t.Context(), s.ours)
	if err != nil || len(list) != 1 {
		t.Fatalf("proposals %+v, %v", list, err)
	}
	p := list[0]
	if p.ByWhom != Learner || !strings.Contains(p.Why, "chats=3") || !strings.Contains(p.Body, "15 元") {
		t.Errorf("got %+v", p)
	}
	e, err := s.Effect(t.Context(), s.ours, p.ID, p.Version)
	if err != nil || e.HeldOut.Asked == 0 || e.Open.Asked == 0 {
		t.Errorf("effect %+v, %v", e, err)
	}
	if err := s.Decide(t.Context(), s.ours, p.ID, p.Version, true, "p"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Article(t.Context(), s.ours, p.ID); err != nil {
		t.Error(err)
	}
	gaps, err := s.Gaps(t.Context(), s.ours)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range gaps {
		for _, text := range g.Texts {
			if text == p.Title {
				t.Errorf("%q is still a gap", text)
			}
		}
	}
	chat := s.miss(t, "可以送到新疆吗")
	s.learn(t, chat, []Said{{Seq: 1, Shopper: true, Text: "可以送到新疆吗"}, {Seq: 2, Person: true, Text: "新疆可以送，加运费"}})
	if list, err := s.Proposals(t.Context(), s.ours); err != nil || len(list) != 0 {
		t.Errorf("proposed again: %+v, %v", list, err)
	}
}

// One click teaches a phrasing, and what is like it is answered too.
func TestAClickTeachesWhatIsLikeIt(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.miss(t, "宝贝啥时候能到手呀", "宝贝啥时候到手", "宝贝啥时候能到我手上", "你们老板是谁")
	if err := s.SetDial(t.Context(), s.ours, 0.85, "p"); err != nil {
		t.Fatal(err)
	}
	queue, err := s.Clicks(t.Context(), s.ours, 20)
	if err != nil || len(queue) == 0 {
		t.Fatalf("queue %+v, %v", queue, err)
	}
	if !strings.Contains(queue[0].Text, "宝贝") || queue[0].Like != 3 || len(queue[0].Guesses) == 0 {
		t.Errorf("first is %+v", queue[0])
	}
	got, err := s.Teach(t.Context(), s.ours, queue[0].Text, "shipping", "p")
	if err != nil || got.Settled != 1 || got.Open != 3 || got.After < got.Before {
		t.Errorf("taught %+v, %v", got, err)
	}
	after, err := s.Clicks(t.Context(), s.ours, 20)
	if err != nil || len(after) >= len(queue) && after[0].Text == queue[0].Text {
		t.Errorf("queue after %+v, %v", after, err)
	}
	if _, err := s.Teach(t.Context(), s.ours, "x", "nothing-of-this", "p"); !isCode(err, "article_unknown") {
		t.Errorf("got %v", err)
	}
	for _, wrong := range []string{"", "🙂🙂", strings.Repeat("长", 2001)} {
		if _, err := s.Teach(t.Context(), s.ours, wrong, "shipping", "p"); !isCode(err, "phrasing_wrong") {
			t.Errorf("%.10q: got %v", wrong, err)
		}
	}
}

// The dial that is set on the page is the one that the bot reads, over brand.yaml.
func TestTheDialOnThePageIsTheBotsDial(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	if _, err := s.PutProfile(t.Context(), s.ours, []byte("name: x\nprecision: 0.8")); err != nil {
		t.Fatal(err)
	}
	before, err := s.Version(t.Context(), s.ours)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetDial(t.Context(), s.ours, 0.97, "p"); err != nil {
		t.Fatal(err)
	}
	p, err := s.Profile(t.Context(), s.ours, "")
	if err != nil || p.Precision != 0.97 {
		t.Errorf("precision %v, %v", p.Precision, err)
	}
	if after, err := s.Version(t.Context(), s.ours); err != nil || after == before {
		t.Errorf("version %d after %d: the bot would not notice (%v)", after, before, err)
	}
	for _, wrong := range []float64{0, 0.3, 1, 2} {
		if err := s.SetDial(t.Context(), s.ours, wrong, "p"); !isCode(err, "dial_wrong") {
			t.Errorf("%v: got %v", wrong, err)
		}
	}
}

func TestAnEarlierVersionComesBackAsANewOne(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	a, err := s.Article(t.Context(), s.ours, "returns")
	if err != nil {
		t.Fatal(err)
	}
	was := a.Body
	a.Body = "签收后 3 天内可以退。"
	if _, err := s.Put(t.Context(), s.ours, a.Article, "p"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Restore(t.Context(), s.ours, "returns", 1, "p"); err != nil {
		t.Fatal(err)
	}
	v, err := s.Versions(t.Context(), s.ours, "returns")
	if err != nil || len(v) != 3 || v[0].Body != was || v[0].Why != "restored: version 1" || v[1].Body == was {
		t.Errorf("versions %+v, %v", v, err)
	}
}

// An address that nobody could answer is no gap, and whoever reads the gaps must
// not learn where a shopper lives.
func TestWhatIsOnlyAPersonalDetailIsNoQuestion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"浙江省杭州市西湖区松杉路18号听禾苑3栋502室": false,
		"13800138000": false,
		"我住浙江省杭州市西湖区松杉路18号听禾苑3栋502室，能送吗":                                  true,
		"Room 1203, Building 6, 88 Wanghe Road, Xuhui District, Shanghai": false,
		"12 Elm St.": false,
		"Do you deliver to 221b Baker Street, London?": true,
		"I bought 3 shirts on the road":                true,
	} {
		rest := Masked(text)
		if got := letters(strings.ReplaceAll(rest, masked, "")) > 0; got != want || strings.Contains(rest, "松杉路") {
			t.Errorf("%q became %q", text, rest)
		}
	}
}
