package rota

// Instance is one question of the benchmark.
type Instance struct {
	Days      int
	Shifts    []Shift
	Employees []Employee
	Cover     []Cover
}

// Shift is a kind of shift.
type Shift struct {
	ID      string
	Minutes int
	Before  []int // shifts that may not be worked the day after
}

// Employee is one person with the rules that bind them.
type Employee struct {
	ID                  string
	MostOf              []int // by shift
	MostMinutes         int
	LeastMinutes        int
	MostInRow           int
	LeastInRow          int
	LeastOff            int // days in a row
	MostWeekends        int
	Off                 []bool // by day: may not work
	wish                []int  // [day*shifts+shift]: what working it costs or saves
	wishes              int    // what missing every wish to work costs
	onWishes, offWishes []wish
}

// wish is a request to work a shift, or not to.
type wish struct{ day, shift, weight int }

// Cover is how many are wanted on a shift of a day.
type Cover struct {
	Day, Shift, Need int
	Under, Over      int // what one too few and one too many cost
}

// Rota is the answer with its proof.
type Rota struct {
	Work      [][]int // by employee and day: the shift, or Free
	Objective int
	Bound     int // no rota can cost less
	Cut       bool
}

// Free is a day without work.
const Free = -1
