import Safetensors
import Testing

@Suite struct JSONTests {
  @Test func valuesOfAllKindsAreRead() throws {
    let text = #" {"a": [1, -2.5e1, true, false, null], "b": {"c": "x\"\\\/\b\f\n\r\té😀ü"}} "#
    #expect(
      try JSON(parsing: text.utf8)
        == .object([
          "a": .array([.integer(1), .number(-25), .bool(true), .bool(false), .null]),
          "b": .object(["c": .string("x\"\\/\u{8}\u{c}\n\r\té😀ü")]),
        ]))
    #expect(try JSON(parsing: "[]".utf8) == .array([]))
    #expect(try JSON(parsing: "{}".utf8) == .object([:]))
    #expect(try JSON(parsing: "9223372036854775807".utf8) == .integer(.max))
    #expect(try JSON(parsing: "9223372036854775808".utf8) == .number(0x1p63))
  }

  @Test(arguments: [
    ("", "a value is missing at byte 0"),
    ("[1,]", "a value is missing"),
    ("{\"a\":1,}", "\"\"\" is missing"),
    ("{\"a\" 1}", "\":\" is missing"),
    ("[1 2]", "\"]\" is missing"),
    ("[1", "\"]\" is missing"),
    ("{} {}", "something follows"),
    ("{\"a\":1,\"a\":2}", "the key \"a\" stands twice"),
    ("01", "a leading zero"),
    ("1.", "a digit is missing"),
    ("1e", "a digit is missing"),
    ("-", "a digit is missing"),
    ("+1", "a value is missing"),
    ("1e999", "beyond the range of double"),
    ("NaN", "a value is missing"),
    ("nul", "an unknown word"),
    ("\"a", "\"\"\" is missing"),
    ("\"\\", "a string without an end"),
    ("\"\\x\"", "an unknown escape"),
    ("\"\\u12g4\"", "a hexadecimal digit is missing"),
    ("\"\\ud800\"", "a lone surrogate"),
    ("\"\\ud800\\u0041\"", "a lone surrogate"),
    ("\"\\udc00\"", "a lone surrogate"),
    ("\"\n\"", "a control character"),
  ])
  func invalidTextsAreErrors(text: String, reason: String) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: text.utf8) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "nothing")")
  }

  @Test func invalidUTF8IsAnError() {
    #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xC3, 0x28, 0x22]) }
    #expect(throws: JSONError.self) { try JSON(parsing: [0xFF]) }
  }

  @Test func deepNestingIsAnErrorAndNotACrash() throws {
    #expect(throws: Never.self) {
      try JSON(parsing: (String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).utf8)
    }
    for opening in ["[", "{\"a\":"] {
      let text = String(repeating: opening, count: 1_000_000)
      let error = #expect(throws: JSONError.self) { try JSON(parsing: text.utf8) }
      #expect(error?.description.contains("levels of nesting") == true)
    }
  }
}
