/// A launch as a device that is not here would get it.
package final class AbsentLaunch: Launch {
  package let name: String
  private let made: AbsentProgram
  package let arguments: [Argument]
  package let global: [Int]
  /// Work-items of a work-group; nil where the driver is to choose.
  package let local: [Int]?
  /// What the kernel calls its whole numbers, in order.
  private let numberNames: [String]

  /// What is assumed where the driver chooses.
  private static let usualGroup = 64

  init(
    name: String, program: AbsentProgram, arguments: [Argument], global: [Int], local: [Int]?,
    numberNames: [String]
  ) {
    (self.name, made, self.arguments) = (name, program, arguments)
    (self.global, self.local, self.numberNames) = (global, local, numberNames)
  }

  package var program: Program { made.program }
  /// `Program.key`.
  package var programKey: String { made.key }

  /// Whether the program's text has `part` in it.
  package func hasText(_ part: String) -> Bool { made.source.contains(part) }

  /// Work-items of a work-group.
  package var groupSize: Int { local?.reduce(1, *) ?? Self.usualGroup }

  package var groups: Int { (global.reduce(1, *) + groupSize - 1) / groupSize }

  /// Bytes of the memory that it is given, each byte once.
  package var bytes: Int {
    var views: [Buffer] = []
    for case .buffer(let buffer) in arguments where !views.contains(buffer) { views.append(buffer) }
    return views.reduce(0) { $0 + $1.byteCount }
  }

  package var bufferCount: Int {
    arguments.count { if case .buffer = $0 { true } else { false } }
  }

  /// The whole number that the kernel knows by this name; nil where it has none.
  package func number(_ parameter: String) -> Int? {
    guard let place = numberNames.firstIndex(of: parameter) else { return nil }
    let numbers = arguments.compactMap { argument -> Int? in
      if case .int(let value) = argument { value } else { nil }
    }
    return numbers.indices.contains(place) ? numbers[place] : nil
  }
}

extension Program {
  /// What the driver's compiler is asked for, beside the text.
  package func buildOptions(on info: DeviceInfo) -> String {
    OpenCLProgram.options(isExact: isExact, on: info)
  }

  /// Names its text: the same in every run of the program.
  package var key: String { String(Checksum.fnv1a(source.utf8), radix: 16) }
}
