import Foundation
import Logging

extension Devices {
  /// The driver that runs NVIDIA's GPUs.
  enum DriverChoice: String {
    case cuda, opencl

    /// The driver that the environment asks for; nil if it asks for none. Throws if there is no such driver.
    static func fromEnvironment(_ environment: [String: String]) throws -> DriverChoice? {
      guard let text = environment[driverVariable], !text.isEmpty else { return nil }
      guard let choice = DriverChoice(rawValue: text.lowercased()) else {
        throw DeviceUnavailable("\(driverVariable) is \"\(text)\", but must be cuda or opencl")
      }
      return choice
    }
  }

  /// The devices of all drivers, each listed once: OpenCL does not list a GPU that CUDA offers.
  static func discover() throws -> (devices: [any Device], serial: [any Device]) {
    let choice = try DriverChoice.fromEnvironment(ProcessInfo.processInfo.environment)
    let cuda = try choice == .opencl ? nil : openCUDA(isRequired: choice == .cuda)
    if cuda != nil { NVIDIAVendorFile.provide() }
    let listings = cuda?.listings ?? []
    let openCL: OpenCLDiscovery
    do {
      openCL = try OpenCLDiscovery(
        firstIndex: listings.count, excluded: Set(listings.map(\.address)))
    } catch  where !listings.isEmpty {
      return (cudaDevices(cuda!, openCL: nil), [])
    }
    let devices = cuda.map { cudaDevices($0, openCL: openCL) } ?? []
    if devices.isEmpty && openCL.devices.isEmpty {
      let reasons = openCL.refusals.isEmpty ? "" : " (\(openCL.refusals.joined(separator: "; ")))"
      throw DeviceUnavailable(
        "no usable device on \(openCL.platforms.joined(separator: " and "))\(reasons); install your GPU's driver, or "
          + "pocl-opencl-icd to use the CPU; PoCL also needs a cache folder that it can write (HOME or "
          + "POCL_CACHE_DIR) and a POCL_DEVICES that it knows")
    }
    return (devices + openCL.devices, openCL.serial)
  }

  private static func openCUDA(isRequired: Bool) throws -> (driver: CUDADriver, listings: [CUDAListing])? {
    do {
      let driver = try CUDADriver.open()
      let listings = try CUDAListing.all(of: driver)
      if listings.isEmpty && isRequired { throw DeviceUnavailable("the CUDA driver finds no device") }
      return listings.isEmpty ? nil : (driver, listings)
    } catch {
      if isRequired {
        throw DeviceUnavailable(
          "\(driverVariable) asks for CUDA, which cannot be used: \(error); install NVIDIA's driver, or unset \(driverVariable)"
        )
      }
      if (error as? CUDADriver.Missing)?.isFault ?? true {
        Logger(label: "device").warning("CUDA cannot be used: \(error)")
      }
      return nil
    }
  }

  private static func cudaDevices(
    _ cuda: (driver: CUDADriver, listings: [CUDAListing]), openCL: OpenCLDiscovery?
  ) -> [any Device] {
    cuda.listings.enumerated().map { index, listing in
      let twin = openCL?.others[listing.address]
      let compiler = compiler(for: listing, twin: twin)
      let info = listing.info(
        index: index, driver: cuda.driver, driverVersion: twin?.info.driverVersion,
        hasCompiler: !(compiler is MissingCompiler))
      return CUDADevice(listing.device, info: info, driver: cuda.driver, compiler: compiler)
    }
  }

  /// An environment variable for tests with a driver in software. If it is `source`, the driver compiles
  /// OpenCL C by itself.
  private static let compilerVariable = "FORESIGHT_CUDA_COMPILER"

  private static func compiler(
    for listing: CUDAListing, twin: (id: OpenCLIdentifier, info: DeviceInfo)?
  ) -> any KernelCompiler {
    if ProcessInfo.processInfo.environment[compilerVariable] == "source" { return SourceCompiler() }
    return twin.map { OpenCLPTXCompiler(id: $0.id, info: $0.info) }
      ?? MissingCompiler(deviceName: listing.name)
  }
}
