package shop

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// done files an action on an order and gives the order after it.
func done(t testing.TB, o Order, name string, a map[string]any) (Order, Result) {
	t.Helper()
	after, res, err := Apply(o, Action{Name: name, Args: a}, world())
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return after, res
}

func back(o Order, id any, key string) (Order, Result, error) {
	return Apply(o, Action{Name: "take_back", Args: map[string]any{"id": id}, Key: key}, world())
}

// Law: what trade allows to be taken back is taken back once, shows in the
// order's data, leaves the order as if it had not been filed, and can be filed
// anew under another number.
func TestWhatWasFiledIsTakenBackOnceAndCanBeFiledAnew(t *testing.T) {
	t.Parallel()
	for name, args := range map[string]map[string]any{
		"return_items": {"items": []any{"1"}, "reason": "too big"}, "exchange_items": {"items": []any{"1"}, "size": "L"},
		"request_repair": {"items": []any{"1"}}, "book_installation": {"date": "2026-11-20"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			filed, res := done(t, order(Completed), name, args)
			undone, took, err := back(filed, res["id"], "k")
			if err != nil || took["id"] != res["id"] || took["kind"] != name {
				t.Fatalf("got %v, %v", took, err)
			}
			if len(undone.Returns)+len(undone.Exchanges)+len(undone.Claims) != 0 || len(undone.Withdrawn) != 1 || undone.Refunded("1") {
				t.Errorf("it still stands: %+v", undone)
			}
			if len(filed.Withdrawn) != 0 || len(filed.Returns)+len(filed.Exchanges)+len(filed.Claims) != 1 {
				t.Error("the order that was passed in was changed")
			}
			twice, took, err := back(undone, res["id"], "k")
			if err != nil || took["repeated"] != true || len(twice.Withdrawn) != 1 {
				t.Errorf("under its key again: %v, %v", took, err)
			}
			if _, _, err := back(undone, res["id"], "other"); !errors.Is(err, ErrDoneOnce) {
				t.Errorf("under another key: %v", err)
			}
			again, second := done(t, undone, name, args)
			if second["id"] == res["id"] || second["repeated"] == true {
				t.Errorf("filed anew it has %v, as %v", second, res)
			}
			undone, _, err = back(again, second["id"], "")
			if third, res := done(t, undone, name, args); err != nil || res["id"] == second["id"] || len(third.Withdrawn) != 2 {
				t.Errorf("a third time: %v, %v", res, err)
			}
		})
	}
}

// A request that was sent before it was taken back, and comes again late, does
// not do it anew behind the shopper's back.
func TestALateRepeatOfWhatWasTakenBackIsRefused(t *testing.T) {
	t.Parallel()
	a := Action{Name: "return_items", Args: map[string]any{"items": []any{"1"}}, Key: "chat-7"}
	filed, res, err := Apply(order(Completed), a, world())
	if err != nil {
		t.Fatal(err)
	}
	undone, _, err := back(filed, res["id"], "")
	if err != nil {
		t.Fatal(err)
	}
	if after, _, err := Apply(undone, a, world()); !errors.Is(err, ErrTakenBack) || len(after.Returns) != 0 {
		t.Errorf("got %v with %d returns, want %v", err, len(after.Returns), ErrTakenBack)
	}
}

// What has gone out is not called back by saying so.
func TestWhatHasGoneOutIsNotTakenBack(t *testing.T) {
	t.Parallel()
	for name, args := range map[string]map[string]any{"send_ecard": {"email": "a@b.example"}, "review_cashback": {"image": "a.jpg"}} {
		o, res := done(t, order(Completed), name, args)
		if _, _, err := back(o, res["id"], ""); !errors.Is(err, ErrNotReversible) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cancelled, res := done(t, order(AwaitingShipment), "cancel_order", nil)
	if _, _, err := back(cancelled, res["id"], ""); !errors.Is(err, ErrWrongState) {
		t.Errorf("a cancelled order: %v", err)
	}
	for id, want := range map[any]error{"A1-R9": ErrNothingFiled, "": ErrArgument, nil: ErrArgument} {
		if _, _, err := back(order(Completed), id, ""); !errors.Is(err, want) {
			t.Errorf("%v: got %v, want %v", id, err, want)
		}
	}
}

// An order is changed back by changing it again: the same action with what was
// there before, which is another action and done once too.
func TestWhatIsChangedIsChangedBackByChangingItAgain(t *testing.T) {
	t.Parallel()
	before := order(AwaitingShipment)
	before.Address = Address{Name: "林", Line: "旧址 1 号"}
	moved, _ := done(t, before, "change_address", map[string]any{"address": "新址 2 号"})
	home, res := done(t, moved, "change_address", map[string]any{"address": "旧址 1 号"})
	if home.Address != before.Address || res["repeated"] == true {
		t.Errorf("the address is %v after %v", home.Address, res)
	}
	issued, _ := done(t, order(Completed), "issue_invoice", map[string]any{"title": "个人"})
	replaced, _ := done(t, issued, "replace_invoice", map[string]any{"title": "甲公司"})
	if fixed, _ := done(t, replaced, "replace_invoice", map[string]any{"title": "个人"}); fixed.Invoice.Title != "个人" {
		t.Errorf("the invoice is for %s", fixed.Invoice.Title)
	}
	w := world()
	w.Wallets = map[string]Wallet{"a": {ID: "a", Kind: "alipay"}, "b": {ID: "b", Kind: "credit_card"}}
	paid := order(AwaitingShipment)
	paid.Payment = Payment{Method: "alipay", ID: "a"}
	for _, to := range []string{"b", "a"} {
		var err error
		if paid, _, err = Apply(paid, Action{Name: "change_payment", Args: map[string]any{"payment": to}}, w); err != nil || paid.Payment.ID != to {
			t.Fatalf("paid by %s: %v", paid.Payment.ID, err)
		}
	}
	var in int64
	for _, m := range paid.Movements {
		if m.Kind == paidIn {
			in += m.AmountMinor
		} else {
			in -= m.AmountMinor
		}
	}
	if in != 0 {
		t.Errorf("%d moved in all, want 0: the first payment was there before", in)
	}
}

// Taking back is checked in the order's data, like every action.
func TestATakingBackThatTheDataDoesNotShowIsNotTold(t *testing.T) {
	t.Parallel()
	filed, res := done(t, order(Completed), "return_items", map[string]any{"items": []any{"1"}})
	took := Result{"id": res["id"], "kind": "return_items"}
	if err := Verify(filed, Action{Name: "take_back"}, took); !errors.Is(err, ErrNotVerified) {
		t.Errorf("got %v, want %v", err, ErrNotVerified)
	}
}

// However returns are filed and taken back, what stands never refunds more than
// was paid, no number is given twice, and taking all back leaves nothing.
func TestReturnsFiledAndTakenBackNeverRefundMoreThanWasPaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		o := order(Completed)
		o.AmountMinor = rapid.Int64Range(1, 19000).Draw(rt, "paid")
		seen := map[string]bool{}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			if len(o.Returns) > 0 && rapid.Bool().Draw(rt, "back") {
				next, _, err := back(o, o.Returns[0].ID, "")
				if err != nil {
					rt.Fatal(err)
				}
				o = next
				continue
			}
			item := rapid.SampledFrom([]string{"1", "2"}).Draw(rt, "item")
			next, res, err := Apply(o, Action{Name: "return_items", Args: map[string]any{"items": []any{item}}}, world())
			if errors.Is(err, ErrReturnedOnce) || res["repeated"] == true {
				continue
			}
			if err != nil || seen[res["id"].(string)] {
				rt.Fatalf("filed %v, %v", res, err)
			}
			seen[res["id"].(string)] = true
			o = next
		}
		var refund int64
		for _, c := range o.Returns {
			refund += c.RefundMinor
		}
		if refund > o.AmountMinor {
			rt.Fatalf("%d back of %d paid", refund, o.AmountMinor)
		}
	})
}
