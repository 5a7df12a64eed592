// Package demo is the believable world that ships with the product: a
// fictional apparel brand, Yunshang (云裳), in the evening of a Double 11.
//
// It owns the brand's folder (articles, phrasings, catalogue, coupons,
// procedures, guard rules, scenes), which is embedded, and the generators of
// everything that is too big to store: orders with their parcels and shoppers,
// ten weeks of contact history, the pool of agents.
//
// A generator is a pure function of its seed and of the anchor, the opening
// minute of the event: same seed, same world. Nothing here is a real person, a
// real shop or a real phone number; phone numbers are masked as the platforms
// mask them, and mail goes to example.com.
//
// It does not own any rule of the product. It reads the shop's, the
// forecast's and the planner's types so that what it makes is what they take.
package demo
