package drill

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

const (
	triedOrders = 60 // of one procedure, before the next is taken
	triedDraws  = 8  // before a scenario that was seen is given again
)

// Compose draws a scenario: a procedure, an order that it can be practised on,
// hidden facts, a persona. It returns ErrNoMaterial.
func Compose(ctx context.Context, m Material, w Wish) (Scenario, error) {
	if w.Lang != tongue.English {
		w.Lang = tongue.Chinese
	}
	w.Level = min(max(w.Level, 1), 3)
	var s Scenario
	for n := range uint64(triedDraws) {
		found, err := m.draw(ctx, w, rand.New(rand.NewPCG(w.Seed, n)), &s) //nolint:gosec // a drill is repeatable, not secret
		if err != nil {
			return Scenario{}, err
		}
		if !found {
			return Scenario{}, ErrNoMaterial
		}
		if w.Seen == nil || !w.Seen(s.ID) {
			break
		}
	}
	return s, nil
}

// draw makes one scenario from the random source.
func (m Material) draw(ctx context.Context, w Wish, r *rand.Rand, into *Scenario) (bool, error) {
	h := &hiding{Rand: r, lang: w.Lang}
	list := slices.Clone(m.Procedures)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for _, p := range list {
		if len(w.Procedures) > 0 && !slices.Contains(w.Procedures, p.ID) || p.Title.Empty() {
			continue
		}
		order, tr, ok, err := m.pickOrder(ctx, p, h, w.Level)
		if err != nil {
			return false, err
		}
		if ok {
			*into = m.scene(p, order, tr, h, w)
			return true, nil
		}
	}
	return false, nil
}

// pickOrder looks for an order with the wanted verdict, and takes the first
// that proves anything when there is none.
func (m Material) pickOrder(ctx context.Context, p Edition, h *hiding, level int) (shop.Order, truth, bool, error) {
	want := wanted(h, level)
	var order shop.Order
	var best truth
	found := false
	for n, i := range h.Perm(len(m.Orders)) {
		if n >= triedOrders {
			break
		}
		st := &stage{order: m.Orders[i], lang: h.lang, hide: h, world: shop.World{Now: m.Now, Catalogue: m.Shelf, Parcels: m.Parcels}}
		tr, ok, err := st.play(ctx, p.Procedure)
		if err != nil {
			return order, best, false, err
		}
		if !ok {
			continue
		}
		if !found || tr.verdict == want {
			order, best, found = m.Orders[i], tr, true
		}
		if tr.verdict == want {
			break
		}
	}
	return order, best, found, nil
}

// wanted draws the verdict: a beginner mostly says yes, later more often no.
func wanted(h *hiding, level int) Verdict {
	switch n := h.IntN(10); {
	case n < 7-level:
		return Yes
	case n < 8:
		return No
	}
	return Person
}

func (m Material) scene(p Edition, o shop.Order, tr truth, h *hiding, w Wish) Scenario {
	s := Scenario{
		Seed: h.Uint64(), Lang: w.Lang, Level: w.Level, Procedure: p.ID, Edition: p.Number, Title: p.Title, Brand: m.Brand.In(w.Lang), Now: m.Now,
		Needs: tr.needs, Verdict: tr.verdict, Because: tr.because, Script: tr.script,
	}
	s.Persona = persona(h, w.Level)
	s.Orders = m.cards(o, tr, h)
	s.Steps = steps(p.Procedure, w.Lang)
	s.Articles = m.sheets(p, w.Lang)
	s.Opening = m.opening(p, h)
	s.Lie = lie(h, s, o, m.Now)
	s.Keys = keys(s, tr, h)
	if w.Level >= hidesFrom {
		s.Keys = append(s.Keys, m.aside(s, h)...)
	}
	s.Known = m.known(p, o, s)
	if w.Opening != "" {
		s.Opening = w.Opening
	}
	s.ID = idOf(s)
	return s
}

// hidesFrom is the level at which a shopper has a second thing on their mind.
const hidesFrom = 3

// aside draws a hidden goal: what one of the articles at hand says in figures.
// Any of its own figures answers it.
func (m Material) aside(s Scenario, h *hiding) []Key {
	own := map[Figure]bool{}
	for _, k := range s.Keys {
		for _, f := range k.Figures {
			own[f] = true
		}
	}
	for _, i := range h.Perm(len(s.Articles)) {
		a := s.Articles[i]
		k := Key{ID: "aside", Hidden: true, Figures: slices.DeleteFunc(Figures(a.Body), func(f Figure) bool { return own[f] })}
		for _, line := range strings.FieldsFunc(a.Body, func(r rune) bool { return r == '\n' || r == '。' }) {
			if saysAny(line, k.Figures) {
				k.Ask, k.Answer = h.one(asides).with("{}", a.Title), strings.TrimSpace(line)
				return []Key{k}
			}
		}
	}
	return nil
}

// idOf is the same for the same scenario, whatever seed drew it.
func idOf(s Scenario) string {
	s.Seed = 0
	b, err := json.Marshal(s)
	if err != nil {
		b = []byte(fmt.Sprint(s)) // plain data always can be written
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// persona grows harder with the level.
func persona(h *hiding, level int) Persona {
	return Persona{
		Name:     pick(h, names.of(h.lang)),
		Patience: time.Duration(100-level*15-h.IntN(15)) * time.Second,
		Temper:   (level-1)*12 + h.IntN(10),
		Trusting: h.IntN(4) >= level,
		Style:    pick(h, []string{"terse", "plain", "chatty"}),
		TyposBP:  h.IntN(100 * level),
	}
}

// opening is one of the brand's own phrasings where it has some.
func (m Material) opening(p Edition, h *hiding) string {
	var own []string
	for _, ph := range m.Phrasings {
		lang := ph.Lang
		if lang == "" {
			lang = tongue.Of(ph.Text)
		}
		if ph.Intent != "" && slices.Contains(p.When.Intent, ph.Intent) && lang == h.lang && len([]rune(ph.Text)) < 60 && !hasDigits(ph.Text) {
			own = append(own, ph.Text)
		}
	}
	if len(own) > 0 {
		return pick(h, own)
	}
	return h.one(goals).with("{}", p.Title.In(h.lang))
}

func hasDigits(s string) bool {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n >= 4 // an order number would give away what has to be asked
}

// lie is what a shopper who is not trusting claims when the rules are against
// them; the order's own record tells better.
func lie(h *hiding, s Scenario, o shop.Order, now time.Time) string {
	if s.Verdict != No || s.Persona.Trusting {
		return ""
	}
	switch {
	case o.DeliveredAt != nil && now.Sub(*o.DeliveredAt) > 5*24*time.Hour:
		return string(h.one(lieDays))
	case o.DeliveredAt == nil && (o.State == shop.Shipped || o.State == shop.PartlyShipped):
		return string(h.one(lieGot))
	}
	return string(h.one(lieOther))
}
