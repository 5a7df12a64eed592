package stripefake

import "net/url"

func (s *Server) accounts(part []string, post bool, q url.Values, path string) (any, error) {
	if len(part) == 2 {
		return s.get("account", part[1])
	}
	if !post {
		return s.list("account", path, q)
	}
	if t := q.Get("type"); t != "express" {
		return nil, no("parameter_invalid", "Only express accounts here")
	}
	return s.add("account", "acct", object{"type": "express", "balance": int64(0), "payouts_enabled": true, "metadata": metadata(q)}), nil
}

func (s *Server) transfers(part []string, post bool, q url.Values, path string) (any, error) {
	if len(part) == 1 {
		if !post {
			return s.list("transfer", path, q, "destination", "transfer_group")
		}
		return s.transfer(q)
	}
	t, err := s.get("transfer", part[1])
	if err != nil || len(part) == 2 {
		return t, err
	}
	if !post {
		q.Set("transfer", t.id())
		return s.list("transfer_reversal", path, q, "transfer")
	}
	return s.reverse(t, q)
}

func (s *Server) transfer(q url.Values) (any, error) {
	amount, err := whole(q, "amount")
	if err != nil {
		return nil, err
	}
	if amount <= 0 {
		return nil, no("parameter_invalid_integer", "Amount must be positive")
	}
	cur, err := currency(q)
	if err != nil {
		return nil, err
	}
	if err := exact(amount, cur); err != nil {
		return nil, err
	}
	account, err := s.get("account", q.Get("destination"))
	if err != nil {
		return nil, err
	}
	account["balance"] = account.num("balance") + amount
	t := s.add("transfer", "tr", object{
		"amount": amount, "currency": cur, "destination": account.id(), "transfer_group": q.Get("transfer_group"), "amount_reversed": int64(0), "reversed": false,
		"metadata": metadata(q),
	}, "destination", "transfer_group")
	s.tell("transfer.created", t)
	return t, nil
}

// reverse takes a transfer back from an account that still holds as much.
func (s *Server) reverse(t object, q url.Values) (any, error) {
	amount, err := whole(q, "amount")
	if err != nil {
		return nil, err
	}
	account := s.things[t.text("destination")]
	switch {
	case amount <= 0 || amount > t.num("amount")-t.num("amount_reversed"):
		return nil, no("parameter_invalid_integer", "The amount is more than what is left of the transfer")
	case amount > account.num("balance"):
		return nil, no("balance_insufficient", "The account has insufficient funds for this reversal")
	}
	account["balance"] = account.num("balance") - amount
	t["amount_reversed"] = t.num("amount_reversed") + amount
	t["reversed"] = t["amount_reversed"] == t["amount"]
	r := s.add("transfer_reversal", "trr", object{"amount": amount, "currency": t.text("currency"), "transfer": t.id(), "metadata": metadata(q)}, "transfer")
	s.tell("transfer.reversed", t)
	return r, nil
}

// Spend lets the owner of an account take everything out of it.
func (s *Server) Spend(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.things[account]; o != nil {
		o["balance"] = int64(0)
	}
}
