import CKernels

/// A kernel program: embedded files of `Kernels/` with their macros.
package struct Program: Hashable, Sendable {
  /// The files' names without extension, in the order in which they are joined; the prelude always comes first.
  package let files: [String]
  package let macros: [String: String]
  /// Whether all functions are rounded as the host's are: nothing is contracted, numbers keep their smallest values, and
  /// quotients are right to the last bit.
  package let isExact: Bool
  /// Text after the files.
  private let text: String

  package init(_ file: String, macros: [String: String] = [:]) {
    self.init([file], macros: macros)
  }

  /// `text` is source that comes after the files.
  package init(
    _ files: [String], macros: [String: String] = [:], text: String = "", isExact: Bool = false
  ) {
    self.files = files
    self.macros = macros
    self.text = text
    self.isExact = isExact
  }

  /// A program of no file: `text` after the prelude.
  package init(text: String) { self.init([], text: text) }

  /// The whole text that is compiled: macros, prelude, files.
  package var source: String {
    let definitions = macros.sorted { $0.key < $1.key }.map { "#define \($0.key) \($0.value)\n" }.joined()
    let texts = (["prelude"] + files).map { file in
      guard let text = Self.embedded(file) else {
        preconditionFailure("no kernel file is named \(file); the embedded ones are \(Self.embeddedNames)")
      }
      return "#line 1 \"\(file).cl\"\n\(text)"
    }
    return definitions + texts.joined(separator: "\n") + text
  }

  /// How many of its work-groups should fit on a compute unit at least, by the macro RESIDENT_GROUPS; drivers that can
  /// limit registers do so.
  var residentGroups: Int? { macros["RESIDENT_GROUPS"].flatMap { Int($0) } }

  /// For messages: `matmul(TILE=4)`.
  package var label: String {
    let definitions = macros.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return files.joined(separator: "+")
      + (definitions.isEmpty ? "" : "(\(definitions.joined(separator: ", ")))")
  }

  /// The text of `<name>.cl` in `Kernels`, or in its folders `cpu` and `gpu`.
  package static func embedded(_ name: String) -> String? {
    foresight_kernel_source(name).map { String(cString: $0) }
  }

  /// The names of all embedded files.
  package static var embeddedNames: [String] {
    var names: [String] = []
    while let name = foresight_kernel_name(Int32(names.count)) { names.append(String(cString: name)) }
    return names
  }
}
