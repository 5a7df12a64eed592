package bot

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/manyhands/manyhands/bot/likeness"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/uid"
)

// placing has brands' texts placed by the embedding endpoint, beside the
// answers. Whatever the endpoint does, what is missing here is a voice that does
// not speak.
type placing struct {
	model  *llm.Model
	clock  clock.Clock
	within time.Duration  // how long a message waits for its place
	due    chan placingOf // read by run alone; never closed

	mu sync.Mutex // covers of and what stands in it
	of map[uid.Brand]*placedBrand
}

type placingOf struct {
	brand uid.Brand
	mind  *Mind
}

// placedBrand is what is known of one brand. cache outlives its Minds: an edit
// costs the texts that it changed.
type placedBrand struct {
	mind  *Mind // that like was made for
	like  *likeness.Texts
	cache map[[sha256.Size]byte]likeness.Place
	going bool
	rest  time.Time // after a failure: left alone until then
}

const (
	placeWithin = 300 * time.Millisecond // a shopper waits for one message's place
	placeRest   = time.Minute
	placeBatch  = 64
	maxPlaced   = 6000 // texts of a brand; beyond that the embedded engine has enough to learn from
	maxPlaceOf  = 500  // characters of one text
)

func newPlacing(m *llm.Model, c clock.Clock) *placing {
	const waiting = 256
	return &placing{model: m, clock: c, within: placeWithin, due: make(chan placingOf, waiting), of: map[uid.Brand]*placedBrand{}}
}

// likes are the subjects that a message looks like, surely enough to be
// mentioned; nil whenever anything is missing or late.
func (p *placing) likes(ctx context.Context, brand uid.Brand, m *Mind, text string) []likeness.Like {
	if !p.model.Places() {
		return nil
	}
	l := p.at(brand, m)
	if l == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, p.within)
	defer cancel()
	vectors, err := p.model.Embed(ctx, brand, []string{clip(text, maxPlaceOf)})
	if err != nil {
		return nil // logged where the call is made
	}
	at, ok := likeness.PlaceOf(vectors[0])
	if !ok {
		return nil
	}
	near := l.Nearest(at, "")
	for i, n := range near {
		if n.Cosine < l.Bar {
			return near[:i]
		}
	}
	return near
}

// at is the likeness of exactly this Mind, and has it made where it is not.
func (p *placing) at(brand uid.Brand, m *Mind) *likeness.Texts {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.brand(brand)
	if b.mind == m {
		return b.like
	}
	if !b.going && !p.clock.Now().Before(b.rest) {
		select {
		case p.due <- placingOf{brand, m}:
			b.going = true
		default: // the next message asks again
		}
	}
	return nil
}

// brand is what is known of one; mu is held.
func (p *placing) brand(id uid.Brand) *placedBrand {
	b := p.of[id]
	if b == nil {
		b = &placedBrand{}
		p.of[id] = b
	}
	return b
}

// run places what is due until ctx ends, one brand after another.
func (p *placing) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case d := <-p.due:
			p.place(ctx, d.brand, d.mind)
		}
	}
}

// place has a brand's texts placed. What came before a failure is kept, and the
// rest is asked for again after a while.
func (p *placing) place(ctx context.Context, brand uid.Brand, m *Mind) {
	p.mu.Lock()
	b := p.brand(brand)
	known := b.cache
	p.mu.Unlock()
	rows := m.texts()
	cache, err := p.fetch(ctx, brand, rows, known)
	var like *likeness.Texts
	if err == nil {
		for i := range rows {
			rows[i].At = cache[sha256.Sum256([]byte(rows[i].Words))]
		}
		like = likeness.New(rows, m.dial())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	b.going, b.cache = false, cache
	if err != nil {
		b.rest = p.clock.Now().Add(placeRest)
		return
	}
	b.mind, b.like = m, like
}

// fetch is the places of rows by their words: those known, and the others from
// the endpoint in batches. With an error it gives those that it got.
func (p *placing) fetch(ctx context.Context, brand uid.Brand, rows []likeness.Text, known map[[sha256.Size]byte]likeness.Place) (map[[sha256.Size]byte]likeness.Place, error) {
	out := make(map[[sha256.Size]byte]likeness.Place, len(rows))
	var ask []string
	for _, r := range rows {
		key := sha256.Sum256([]byte(r.Words))
		if _, twice := out[key]; twice {
			continue
		}
		at, ok := known[key]
		if out[key] = at; !ok {
			ask = append(ask, r.Words)
		}
	}
	for len(ask) > 0 {
		batch := ask[:min(placeBatch, len(ask))]
		vectors, err := p.model.Embed(ctx, brand, batch)
		for i := range vectors {
			at, ok := likeness.PlaceOf(vectors[i])
			if !ok {
				err = fmt.Errorf("place a text: %w", llm.ErrNonsense)
				break
			}
			out[sha256.Sum256([]byte(batch[i]))] = at
		}
		if err != nil {
			for key, at := range out {
				if at.Zero() {
					delete(out, key)
				}
			}
			return out, err
		}
		ask = ask[len(batch):]
	}
	return out, oneSpace(out)
}

// oneSpace refuses places of different dimensions: another model answers under
// the same name, and nothing can be compared. The caller's cache goes with it.
func oneSpace(places map[[sha256.Size]byte]likeness.Place) error {
	dim := 0
	for _, at := range places {
		if dim == 0 {
			dim = at.Dimensions()
		}
		if at.Dimensions() != dim {
			clear(places)
			return fmt.Errorf("place texts: %w", llm.ErrNonsense)
		}
	}
	return nil
}

// texts are what a message may look like: every phrasing, and the passages under
// their article's title.
func (m *Mind) texts() []likeness.Text {
	var out []likeness.Text
	for _, e := range m.examples(m.ofArticle) {
		out = append(out, likeness.Text{Words: clip(e.Text, maxPlaceOf), Intent: e.Intent, Phrasing: true})
	}
	for _, a := range m.brand.Articles {
		for _, p := range a.Passages() {
			out = append(out, likeness.Text{Words: clip(a.Title+"\n"+p.Text, maxPlaceOf), Intent: m.ofArticle[a.ID]})
		}
	}
	return out[:min(len(out), maxPlaced)]
}
