package account

// Role is what a person does here.
type Role string

// The four personas.
const (
	RoleBrand    Role = "brand"
	RoleAgent    Role = "agent"
	RoleFinance  Role = "finance"
	RoleOperator Role = "operator"
)
