import Common
import Safetensors
import Search

/// Reads one reference search, and checks that its parts fit together.
struct SearchCaseReader {
  private typealias Fault = SearchCaseFile.Fault

  private let label: String
  private let members: [String: JSON]

  /// The largest number of simulations: more than any case needs, and few enough to fit into memory.
  private static let maximumSimulations = 100_000
  private static let maximumActions = 10_000

  /// Throws `SearchCaseFile.Fault` if something is missing or does not fit.
  static func read(_ json: JSON, number: Int) throws -> SearchCase {
    guard case .object(let members) = json else {
      throw Fault(description: "case number \(number) is not a JSON object")
    }
    guard case .string(let name) = members["name"], !name.isEmpty else {
      throw Fault(description: "case number \(number) has no name")
    }
    return try SearchCaseReader(label: "case \(name.quoted)", members: members).read(name: name)
  }

  private func read(name: String) throws -> SearchCase {
    let model = try model()
    let rootState = try integer("root_state")
    guard (0..<model.states).contains(rootState) else {
      throw Fault(description: "\(label) has root_state \(rootState) and \(model.states) states")
    }
    let (c1, c2) = (try number("c1"), try number("c2"))
    guard c1 >= 0, c2 > 0 else { throw Fault(description: "\(label) has c1 \(c1) and c2 \(c2)") }
    let request = TreeRequest(
      simulations: try integer("simulations"), actions: model.actions,
      legalActions: try integers(members["legal_actions"], "legal_actions"), discount: try number("discount"),
      players: try integer("players"), exploration: Exploration(initial: c1, base: c2))
    let capacity = SearchCapacity(trees: 1, simulations: Self.maximumSimulations, actions: model.actions)
    if let fault = request.fault(within: capacity) { throw Fault(description: "\(label) has \(fault)") }
    guard case .object(let expected) = members["expected"] else {
      throw Fault(description: "\(label) has no expected")
    }
    let visits = try integers(expected["visits"], "expected visits")
    let values = try numbers(expected["q"], "expected q")
    guard visits.count == model.actions, values.count == model.actions else {
      throw Fault(
        description:
          "\(label) expects \(visits.count) visits and \(values.count) q, but has \(model.actions) actions")
    }
    guard let rootValue = expected["root_value"]?.double else {
      throw Fault(description: "\(label) has no number expected root_value")
    }
    return SearchCase(
      name: name, request: request, rootState: rootState, model: model, visits: visits, values: values,
      rootValue: rootValue)
  }

  private func model() throws -> TabularModel {
    guard case .object(let tables) = members["model"] else {
      throw Fault(description: "\(label) has no model")
    }
    let values = try floats(numbers(tables["value"], "value"), "value")
    let next = try rows(tables["next_state"], "next_state") { try integers($0, "next_state") }
    let rewards = try rows(tables["reward"], "reward") { try floats(numbers($0, "reward"), "reward") }
    let logits = try rows(tables["policy_logits"], "policy_logits") {
      try floats(numbers($0, "policy_logits"), "policy_logits")
    }
    let (states, actions) = (values.count, next.first?.count ?? 0)
    guard states >= 1, (1...Self.maximumActions).contains(actions) else {
      throw Fault(description: "\(label) has a model of \(states) states and \(actions) actions")
    }
    let shapes = [next.map(\.count), rewards.map(\.count), logits.map(\.count)]
    guard shapes.allSatisfy({ $0.count == states && $0.allSatisfy { $0 == actions } }) else {
      throw Fault(
        description: "\(label) has tables that are not all of \(states) states by \(actions) actions")
    }
    if let state = next.joined().first(where: { !(0..<states).contains($0) }) {
      throw Fault(description: "\(label) has \(state) in next_state, but \(states) states")
    }
    return TabularModel(
      states: states, actions: actions, nextStates: next.joined().map(Int32.init),
      rewards: Array(rewards.joined()),
      policyLogits: Array(logits.joined()), values: values)
  }

  // MARK: Values

  private func integer(_ key: String) throws -> Int {
    guard case .integer(let value) = members[key] else {
      throw Fault(description: "\(label) has no whole number \(key)")
    }
    return value
  }

  private func number(_ key: String) throws -> Double {
    guard let value = members[key]?.double else { throw Fault(description: "\(label) has no number \(key)") }
    return value
  }

  private func elements(_ json: JSON?, _ key: String) throws -> [JSON] {
    guard case .array(let elements) = json else { throw Fault(description: "\(label) has no array \(key)") }
    return elements
  }

  private func rows<Row>(_ json: JSON?, _ key: String, _ row: (JSON) throws -> Row) throws -> [Row] {
    try elements(json, key).map(row)
  }

  private func integers(_ json: JSON?, _ key: String) throws -> [Int] {
    try elements(json, key).map {
      guard case .integer(let value) = $0 else {
        throw Fault(description: "\(label) has something in \(key) that is not a whole number")
      }
      return value
    }
  }

  private func numbers(_ json: JSON?, _ key: String) throws -> [Double] {
    try elements(json, key).map {
      guard let value = $0.double else {
        throw Fault(description: "\(label) has something in \(key) that is not a number")
      }
      return value
    }
  }

  private func floats(_ values: [Double], _ key: String) throws -> [Float] {
    let floats = values.map(Float.init)
    guard floats.allSatisfy(\.isFinite) else {
      throw Fault(description: "\(label) has a number in \(key) beyond the range of float")
    }
    return floats
  }
}
