/// Where searches of trees are carried out.
package enum SearchPlace: String, Sendable, Codable, CaseIterable {
  /// On the host, which hands the leaves of all trees to the device simulation by simulation.
  case host
  /// Where the networks are, many simulations in a launch.
  case device
  /// On the device where the networks have a row program.
  case automatic
}
