import ArgumentParser
import Device

@main
struct Foresight: ParsableCommand {
  func run() throws {
    for d in try Devices.all() { print(d.info) }
  }
}
