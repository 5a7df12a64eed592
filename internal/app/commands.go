package app

// commands lists every verb of the program, in the order that help prints.
func commands() []command {
	return []command{
		serveCommand, demoCommand, replayCommand, backupCommand, restoreCommand, migrateCommand, openapiCommand, configCommand,
		forecastCommand, staffCommand, matchCommand,
		sopCheckCommand, sopLintCommand, sopImportCommand, askCommand,
		guardCommand, intentsCommand,
		rateCommand, verifyCommand,
	}
}
