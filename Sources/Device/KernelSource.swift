/// Finds out from the text of kernels what their parameters are.
///
/// Kernels are found by `KERNEL void name(…) {`, pointers to device memory by `GLOBAL`. A kernel that a macro
/// defines stands for all kernels that are made by the macro; its name is the macro's parameter.
enum KernelSource {
  /// A parameter that points to device memory.
  struct Pointer: Equatable {
    let name: String
    /// Whether the kernel only reads what it points to.
    let isRead: Bool
    /// The range of its declaration in the text, up to and including its name.
    fileprivate let declaration: Range<String.Index>
  }

  struct Kernel {
    /// The kernel's name, or the macro parameter that stands for it.
    let name: String
    let pointers: [Pointer]
    /// The position behind the brace that opens its body.
    fileprivate let body: String.Index
  }

  static func kernels(in text: String) -> [Kernel] {
    var kernels: [Kernel] = []
    var rest = text[...]
    while let head = rest.firstRange(of: "KERNEL void ") {
      rest = rest[head.upperBound...]
      let name = rest.prefix { $0 != "(" }
      guard let parameters = parenthesized(text, from: name.endIndex),
        let brace = text[parameters.upperBound...].firstIndex(of: "{")
      else { continue }
      let body = text.index(after: brace)
      kernels.append(Kernel(name: String(name), pointers: pointers(text, in: parameters), body: body))
      rest = text[body...]
    }
    return kernels
  }

  /// Whether each of a kernel's pointers is only read; nil if the text does not tell.
  static func readsOnly(_ name: String, pointers count: Int, in kernels: [Kernel]) -> [Bool]? {
    let named = kernels.filter { $0.name == name && $0.pointers.count == count }
    // Among the kernels that macros define, those with as many pointers; they must agree.
    let possible = named.isEmpty ? kernels.filter { $0.pointers.count == count } : named
    guard let first = possible.first?.pointers.map(\.isRead) else { return nil }
    return possible.allSatisfy { $0.pointers.map(\.isRead) == first } ? first : nil
  }

  /// The names of a kernel's integer parameters, in order. For a kernel that a macro defines, they are those
  /// of the macro's first definition that has any.
  static func numbers(of name: String, in text: String) -> [String] {
    guard let head = text.firstRange(of: "KERNEL void \(name)("),
      let range = parenthesized(text, from: text.index(before: head.upperBound))
    else { return [] }
    return text[range].split(separator: "\n").flatMap { line in
      numbers(declared: line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line, in: text)
    }
  }

  private static func numbers(declared parameters: Substring, in text: String) -> [String] {
    parameters.split(separator: ",").flatMap { parameter in
      let words = parameter.split(whereSeparator: \.isWhitespace)
      let own = words.count >= 2 && words[0] == "int" ? [String(words[1])] : []
      let macro = words.last.map(String.init) ?? ""
      guard words.count != 2 || own.isEmpty, !macro.isEmpty, macro.allSatisfy({ $0.isUppercase || $0 == "_" })
      else { return own }
      return own + numbers(ofMacro: macro, in: text)
    }
  }

  private static func numbers(ofMacro macro: String, in text: String) -> [String] {
    for definition in text.ranges(of: "#define \(macro)") {
      let rest = text[definition.upperBound...]
      let lines = rest.split(separator: "\n", maxSplits: 8, omittingEmptySubsequences: false)
      let count = lines.prefix { $0.hasSuffix("\\") }.count + 1
      let names = lines.prefix(count).flatMap { numbers(declared: $0.prefix { $0 != "\\" }, in: "") }
      if !names.isEmpty { return names }
    }
    return []
  }

  /// The same kernels with a parameter `<name>_offset` after each pointer: the number of bytes that is added
  /// to the pointer before anything else.
  static func withOffsets(_ text: String) -> String {
    var result = text
    for kernel in kernels(in: text).reversed() {
      let moves = kernel.pointers.map { pointer in
        " \(pointer.name) = (\(pointer.isRead ? "GLOBAL const void*" : "GLOBAL void*"))"
          + "((\(pointer.isRead ? "GLOBAL const uchar*" : "GLOBAL uchar*"))\(pointer.name) + \(pointer.name)_offset);"
      }
      result.insert(contentsOf: moves.joined(), at: kernel.body)
      for pointer in kernel.pointers.reversed() {
        result.insert(contentsOf: ", ulong \(pointer.name)_offset", at: pointer.declaration.upperBound)
      }
    }
    return result
  }

  /// The text of a program as a CPU compiles it. Kernels in files named `…_group` are for GPUs; CPUs have
  /// faster ones, and run these mainly in tests. Without unrolled loops they compile in half the time.
  static func forCPU(_ text: String) -> String {
    guard text.contains("_group.cl\"\n") else { return text }
    return text.replacing("#pragma unroll\n", with: "#pragma unroll 1\n")
  }

  /// The range inside the parentheses that open at `start`. Comments are skipped.
  private static func parenthesized(_ text: String, from start: String.Index) -> Range<String.Index>? {
    var depth = 0
    var index = start
    while index < text.endIndex {
      if let next = behindComment(text, at: index) {
        index = next
        continue
      }
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return text.index(after: start)..<index }
      index = text.index(after: index)
    }
    return nil
  }

  /// The position behind the comment that begins at `index`; nil if there is no comment.
  private static func behindComment(_ text: String, at index: String.Index) -> String.Index? {
    let rest = text[index...]
    if rest.hasPrefix("//") { return rest.firstIndex(of: "\n") ?? text.endIndex }
    guard rest.hasPrefix("/*") else { return nil }
    return rest.dropFirst(2).firstRange(of: "*/")?.upperBound ?? text.endIndex
  }

  private static func pointers(_ text: String, in range: Range<String.Index>) -> [Pointer] {
    var pointers: [Pointer] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if let next = behindComment(text, at: index) {
        index = next
        continue
      }
      guard text[index..<range.upperBound].hasPrefix("GLOBAL ") else {
        index = text.index(after: index)
        continue
      }
      let declaration = text[index..<range.upperBound]
      guard let star = declaration.firstIndex(of: "*") else { return pointers }
      let name = declaration[star...].dropFirst().drop(while: \.isWhitespace)
        .prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      pointers.append(
        Pointer(
          name: String(name), isRead: declaration.hasPrefix("GLOBAL const "),
          declaration: index..<name.endIndex))
      index = name.endIndex
    }
    return pointers
  }
}
