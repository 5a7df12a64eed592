package play

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/demo"
)

// Shipped is the brand that comes with the product: an apparel shop in the
// evening on which Double 11 opens.
func Shipped(seed uint64, orders int) (Material, error) {
	anchor := demo.Anchor()
	sales, err := demo.Orders(seed, anchor, orders)
	if err != nil {
		return Material{}, err
	}
	scenes, err := demo.Scenes()
	if err != nil {
		return Material{}, err
	}
	m := Material{
		Event: Occasion{
			Name: "双十一开门红", Kind: "double11", Starts: anchor, Ends: anchor.Add(4 * time.Hour), Opens: 20 * 60, Closes: 24 * 60,
			Channels: []string{"taobao", "jd", "douyin", "web"}, Languages: []string{"zh"}, Zone: "Asia/Shanghai",
		},
		Files: map[string][]byte{},
	}
	if m.Parts, err = demo.Cast(scenes, sales, anchor); err != nil {
		return Material{}, err
	}
	const weeks = 10
	past := demo.History(seed, anchor.AddDate(0, 0, -7*weeks), weeks)
	var contacts, events bytes.Buffer
	if err := past.WriteContacts(&contacts); err != nil {
		return Material{}, err
	}
	if err := past.WriteEvents(&events); err != nil {
		return Material{}, err
	}
	m.History, m.Events = contacts.Bytes(), events.Bytes()
	for name, v := range map[string]any{"orders": sales.Orders, "logistics": sales.Parcels, "shoppers": sales.Shoppers} {
		if m.Files[name], err = json.Marshal(v); err != nil {
			return Material{}, fmt.Errorf("write %s: %w", name, err)
		}
	}
	return m, m.readFolder(demo.Brand())
}

// readFolder takes the written part of a brand from its folder.
func (m *Material) readFolder(dir fs.FS) error {
	for _, f := range []struct {
		name string
		into func([]byte)
	}{
		{"brand.yaml", func(b []byte) { m.Profile = b }},
		{"questions.jsonl", func(b []byte) { m.Phrasing = b }},
		{"products.json", func(b []byte) { m.Files["products"] = b }},
		{"coupons.json", func(b []byte) { m.Files["coupons"] = b }},
	} {
		b, err := fs.ReadFile(dir, f.name)
		if err != nil {
			return fmt.Errorf("read brand folder: %w", err)
		}
		f.into(b)
	}
	var err error
	if m.Articles, err = byID(dir, "articles", ".md"); err != nil {
		return err
	}
	if m.SOPs, err = byID(dir, "sops", ".yaml"); err != nil {
		return err
	}
	rules, err := byID(dir, "guard", ".yaml")
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		m.Guard = append(append(m.Guard, rules[name]...), "\n---\n"...)
	}
	m.Guard = bytes.TrimSuffix(m.Guard, []byte("---\n"))
	return err
}

func byID(dir fs.FS, folder, ext string) (map[string][]byte, error) {
	names, err := fs.Glob(dir, folder+"/*"+ext)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, n := range names {
		b, err := fs.ReadFile(dir, n)
		if err != nil {
			return nil, fmt.Errorf("read brand folder: %w", err)
		}
		out[strings.ReplaceAll(strings.TrimSuffix(path.Base(n), ext), ".", "-")] = b // returns.en.md is the article returns-en
	}
	return out, nil
}
