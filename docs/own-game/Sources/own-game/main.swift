import Environments
import ForesightCommand
import TakeAwayGame

EnvironmentCatalog.register { TakeAway() }
ForesightProgram.run()
