import Common
import Device
import Foundation
import Tensors

/// The programs of launches on an absent device, with the launches of each.
struct ProgramListing: Encodable {
  struct Entry: Encodable {
    /// The name of its source file next to the listing.
    let file: String
    let label: String
    let options: String
    /// The key of its text, wherever it is used.
    let key: String
    var kernels: [Kernel]
  }

  struct Kernel: Encodable {
    let name: String
    var launches: [Launch]
  }

  struct Launch: Encodable {
    let operation: String
    let groups: Int
    let groupSize: Int
    var count: Int
  }

  private let device: String
  private(set) var programs: [Entry] = []
  private var sources: [String] = []

  private enum CodingKeys: String, CodingKey {
    case device, programs
  }

  /// The programs of steps that an `AbsentDevice` of `info` has bound.
  init(steps: [Executable.Step], info: DeviceInfo) {
    device = info.name
    var places: [Program: Int] = [:]
    for step in steps {
      guard let launch = step.launch as? AbsentLaunch else { continue }
      let place = places[launch.program] ?? programs.count
      if place == programs.count {
        places[launch.program] = place
        add(launch.program, info: info)
      }
      programs[place].add(launch, operation: step.operation)
    }
  }

  private mutating func add(_ program: Program, info: DeviceInfo) {
    let number = String(format: "%03d", programs.count)
    sources.append(program.source)
    programs.append(
      Entry(
        file: "\(number)-\(program.files.last ?? "text").cl", label: program.label,
        options: program.buildOptions(on: info), key: program.key, kernels: []))
  }

  /// Makes a folder with the sources and `programs.json`. Throws if it exists already or cannot be written.
  func write(to folder: String) throws {
    let files = FileManager.default
    if files.fileExists(atPath: folder) {
      throw FileError(file: folder, reason: "this is there already; name a folder that is not")
    }
    let parent = URL(filePath: folder).deletingLastPathComponent()
    let unfinished = parent.appending(
      component: "\(FileReplacement.temporaryPrefix)\(UInt64.random(in: 0 ... .max))")
    do {
      try files.createDirectory(at: unfinished, withIntermediateDirectories: false)
    } catch {
      throw FileError(
        file: folder, reason: "the folder cannot be made; name one in a folder that can be written")
    }
    do {
      for (entry, source) in zip(programs, sources) {
        try FileReplacement.write(source, to: unfinished.appending(component: entry.file).path)
      }
      try FileReplacement.write(
        try JSONLine.encode(self), to: unfinished.appending(component: "programs.json").path)
      try files.moveItem(at: unfinished, to: URL(filePath: folder))
    } catch {
      try? files.removeItem(at: unfinished)
      throw error
    }
  }
}

extension ProgramListing.Entry {
  fileprivate mutating func add(_ launch: AbsentLaunch, operation: String) {
    let place =
      kernels.firstIndex { $0.name == launch.name }
      ?? {
        kernels.append(ProgramListing.Kernel(name: launch.name, launches: []))
        return kernels.count - 1
      }()
    let same = kernels[place].launches.firstIndex {
      $0.groups == launch.groups && $0.groupSize == launch.groupSize && $0.operation == operation
    }
    if let same {
      kernels[place].launches[same].count += 1
    } else {
      kernels[place].launches.append(
        ProgramListing.Launch(
          operation: operation, groups: launch.groups, groupSize: launch.groupSize, count: 1))
    }
  }
}
