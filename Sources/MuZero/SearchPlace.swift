/// Where searches of trees are carried out.
package enum SearchPlace: String, Sendable, Codable, CaseIterable {
  /// On the host, which submits the leaves of all trees to the device once per simulation.
  case host
  /// On the device of the networks, with many simulations per launch.
  case device
  /// On the device if the networks have a row program, otherwise on the host.
  case automatic
}
