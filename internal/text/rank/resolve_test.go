package rank

import "testing"

// A message that says what is asked and not of what is understood with the
// turn before it; one that stands on its own is not.
func TestAQuestionThatPointsBackIsResolvedWithTheTurnBefore(t *testing.T) {
	t.Parallel()
	ix := Build([]Doc{{"coat", "羽绒服怎么洗"}, {"sweater", "羊毛衫怎么洗"}, {"invoice", "怎么开发票"}, {"returns", "退货运费谁出"}})
	opinion := func(text string) []Chance {
		if text == "我的羊毛衫脏了 这个怎么洗" {
			return []Chance{{"sweater", 0.9}}
		}
		return []Chance{{"coat", 0.4}, {"gift", 0.1}}
	}
	turns := []Turn{{"我的羊毛衫脏了", true}, {"亲，请说", false}}
	if hits := Resolve(ix, turns, "这个怎么洗", opinion, 3); len(hits) != 3 || hits[0].ID != "sweater" {
		t.Errorf("got %v, want the sweater first of three", hits)
	}
	if hits := Resolve(ix, turns, "退货的运费应该由谁来出呢", opinion, 2); hits[0].ID != "returns" {
		t.Errorf("got %v, want returns", hits)
	}
	// A new subject, surely understood, is not drowned by the old one.
	sure := func(text string) []Chance {
		switch text {
		case "发票抬头开错了怎么重开":
			return []Chance{{"invoice", 0.95}}
		case "我的羊毛衫脏了", "我的羊毛衫脏了 发票抬头开错了怎么重开", "我的羊毛衫脏了 亲，请说 发票抬头开错了怎么重开":
			return []Chance{{"sweater", 0.9}}
		}
		return nil
	}
	if hits := Resolve(ix, turns, "发票抬头开错了怎么重开", sure, 2); hits[0].ID != "invoice" {
		t.Errorf("got %v, want the new subject", hits)
	}
	if hits := Resolve(Build(nil), nil, "", func(string) []Chance { return nil }, 3); len(hits) != 0 {
		t.Errorf("nothing gave %v", hits)
	}
	if hits := Resolve(ix, nil, "什么都不是", opinion, 9); len(hits) == 0 {
		t.Error("what only the classifier thinks of did not come in")
	}
}
