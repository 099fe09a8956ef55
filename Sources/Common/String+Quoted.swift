extension String {
  /// In quotation marks on one line and at most 80 characters long, for messages about what a file or a person gives.
  package var quoted: String {
    let short = prefix(80)
    return (short.endIndex == endIndex ? String(short) : short + "…").debugDescription
  }
}
