import ForesightCommand

ForesightProgram.run()
