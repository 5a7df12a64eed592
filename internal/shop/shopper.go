package shop

// Shopper is who asks, as the brand's own system knows them.
type Shopper struct {
	ID              string   `json:"id"`
	Name            string   `json:"name,omitempty"`
	Email           string   `json:"email,omitempty"`
	Zip             string   `json:"zip,omitempty"`
	Tier            string   `json:"tier,omitempty"`
	Tags            []string `json:"tags,omitempty"`
	ContactCount24h int      `json:"contact_count_24h"`
	Wallets         []Wallet `json:"wallets,omitempty"`

	extra map[string]any
}

// View is the shopper as guards read them.
func (s Shopper) View() map[string]any {
	m := plainMap(s)
	over(m, s.extra)
	s.foreignWallets(m)
	return m
}
