import CKernels

/// A kernel program: embedded files of `Kernels/`, with macros.
package struct Program: Hashable, Sendable {
  /// The files' names without extension, in the order in which they are joined. The prelude always comes
  /// first.
  package let files: [String]
  package let macros: [String: String]
  /// Whether all arithmetic is rounded as on the host: nothing is contracted, denormal numbers are kept, and
  /// quotients are correctly rounded.
  package let isExact: Bool
  /// Source text that comes after the files.
  let text: String

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

  /// A program without files: the prelude, followed by `text`.
  package init(text: String) { self.init([], text: text) }

  /// The whole text that is compiled: macros, prelude, files and `text`.
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

  /// The number of work-groups that should fit on a compute unit, by the macro RESIDENT_GROUPS. Drivers that
  /// can limit registers do so for it.
  var residentGroups: Int? { macros["RESIDENT_GROUPS"].flatMap { Int($0) } }

  /// A label for messages, such as `matmul(TILE=4)`.
  package var label: String {
    let definitions = macros.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return files.joined(separator: "+")
      + (definitions.isEmpty ? "" : "(\(definitions.joined(separator: ", ")))")
  }

  /// The text of `<name>.cl` in `Kernels`, or in its folders `cpu` and `gpu`; nil if there is no such file.
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
