package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/attachment"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/uid"
)

// voiceMark begins the name of an attachment that is a voice message.
const voiceMark = "voice:"

// look brings what is known of a message's attachments. A picture that nothing
// is known of is still a picture.
func (b *Bot) look(ctx context.Context, brand uid.Brand, msg *Message) {
	if len(msg.Images) == 0 {
		return
	}
	var pictures []string
	for _, id := range msg.Images {
		if strings.HasPrefix(id, voiceMark) {
			msg.Voice = true
			continue
		}
		pictures = append(pictures, id)
	}
	msg.Images = pictures
	if b.cabinet == nil || len(pictures) == 0 {
		return
	}
	told, err := b.cabinet.Told(ctx, brand, pictures)
	if err != nil {
		b.log.Error("look at pictures", "error", err)
		return
	}
	catalogue, err := b.cabinet.Catalogue(ctx, brand)
	if err != nil {
		b.log.Error("look at the catalogue's pictures", "error", err)
	}
	for _, one := range told {
		seen := Seen{Words: one.Words}
		for _, m := range attachment.Alike(one.Hash, catalogue) {
			seen.Products = append(seen.Products, m.Product)
		}
		msg.Seen = append(msg.Seen, seen)
	}
}

// unheard hands a voice message over that nobody could listen to, and says so.
func (t *turn) unheard() bool {
	if !t.msg.Voice || t.text != "" {
		return false
	}
	t.person(MediaByOrder, "voice:not_heard", say.Line("hand_voice", t.lang))
	return true
}

// pictured answers a picture that came without words, before anything of it
// needs a person: by the product that it looks like. It is false when it looks
// like none.
func (t *turn) pictured() bool {
	for _, seen := range t.msg.Seen {
		for _, id := range seen.Products {
			p, ok := t.mind.goods.Product(id)
			if !ok {
				continue
			}
			t.s.Product, t.s.Entities["product"] = p.ID, p.ID
			t.reply.Intent, t.reply.Confidence, t.reply.Why.Path = "product_picture", 1, "product"
			text := fmt.Sprintf(say.Line("looks_like", t.lang), t.nameOf(p))
			if price := t.price(p); price != "" {
				text += say.Ended(price, t.lang)
			}
			t.add(text)
			t.add(say.Line("looks_what", t.lang))
			t.cite(Citation{Product: p.ID, Title: p.Name, Source: "catalogue", Quote: "picture"})
			return true
		}
	}
	return false
}

// readPictures keeps what stands in pictures for whoever takes over, and reads
// it as the message when there are no other words.
func (t *turn) readPictures() {
	var words []string
	for _, seen := range t.msg.Seen {
		if seen.Words != "" {
			words = append(words, seen.Words)
		}
	}
	if len(words) == 0 {
		return
	}
	all := clip(strings.Join(words, "\n"), 400)
	t.s.Entities["picture_words"] = all
	// A photo of cloth is read as specks of letters too: only words that make
	// sense to this brand are taken for the message.
	if t.text == "" && t.mind.think(readable(all)).decide == classify.Answer {
		t.text = readable(all)
	}
}

// pictureToPerson is the table of source S5: in which order states a picture
// or a video goes to a person. Before anything has arrived a picture is about
// choosing or paying, which words can settle; afterwards it shows damage, a
// wrong item or a label, which the bot does not judge.
var pictureToPerson = map[shop.State]bool{
	shop.NotOrdered:       false,
	shop.AwaitingPayment:  false,
	shop.AwaitingGroup:    false,
	shop.AwaitingShipment: false,
	shop.PartlyShipped:    true,
	shop.Shipped:          true,
	shop.Completed:        true,
	shop.Closed:           true,
	shop.Cancelled:        false,
}

// mediaNeedsPerson applies the brand's own list of states, else the table.
func (m *Mind) mediaNeedsPerson(state shop.State) bool {
	if list := m.brand.Profile.MediaToPerson; list != nil {
		return slices.Contains(list, string(state))
	}
	return pictureToPerson[state]
}
