import Environments
import ForesightCommand

EnvironmentCatalog.register { TakeAway() }
ForesightProgram.run()
