extension String {
  /// The text in quotation marks, on one line and at most 80 characters long, for messages about text from a
  /// file or a person.
  package var quoted: String {
    let short = prefix(80)
    return (short.endIndex == endIndex ? String(short) : short + "…").debugDescription
  }
}
