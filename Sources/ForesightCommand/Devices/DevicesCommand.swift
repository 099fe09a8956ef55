import ArgumentParser
import Benchmarks
import Device
import Foundation
import Logging

/// `foresight devices`: lists the devices.
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "Lists the devices of this machine, and the drivers that run them.")

  @OptionGroup var device: DeviceOption

  @Flag(help: "Measure each device's peaks and the cost of a launch.")
  var measure = false

  @Flag(help: "Print a line of JSON for each device.")
  var json = false

  func run() throws {
    let all = try Devices.all()
    let devices = device.device == nil ? all : [try device.select()]
    var standard: (any Device)?
    do {
      standard = try Devices.select()
    } catch {
      Logger(label: "devices").warning("there is no default device: \(error)")
    }
    for device in devices {
      var report = DeviceReport(info: device.info, isDefault: device === standard)
      if measure {
        let measurement = try DeviceMeasurement(device: device)
        report.peaks = try measurement.peaks()
        report.launch = try measurement.launchCost()
      }
      printNow(json ? try JSONLine.encode(report) : report.text)
    }
  }
}
