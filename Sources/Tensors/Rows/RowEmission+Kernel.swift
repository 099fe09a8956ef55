import Device

extension RowEmission {
  /// The parameters of a kernel that draws: the step's number, the key, and the numbers of the draws.
  func drawParameters(_ names: [String]) -> [String] {
    ["GLOBAL const uint* number_of_step", "uint key_low", "uint key_high"] + names.map { "uint \($0)" }
  }

  /// The first statements of a kernel of tiles of rows.
  func beginning(draws: Bool) -> String {
    let key =
      "  const uint2 now = (uint2)(number_of_step[0], number_of_step[1]), key = (uint2)(key_low, key_high);"
    return """
        TILE_MEMORY
      \(text.contains("scratch") ? "  GROUP_SCRATCH(scratch);" : "")
        const int first_row = (int)get_group_id(0) * \(form.rows);
      \(draws ? key : "")
      """
  }

  /// The program of a kernel of tiles, for `rows` rows in all.
  func kernel(_ text: String, rows: Int, tileCount: Int, isLocal: Bool) -> Program {
    var macros = [
      "WIDTH": "\(form.width)", "GROUP": "\(form.group)", "TILE_COUNT": "\(tileCount)", "ROWS": "\(rows)",
    ]
    if !isLocal { macros["TILE_GLOBAL"] = "1" }
    return Program(RowProgram.files + ["random_numbers", "rollout"], macros: macros, text: text)
  }
}
