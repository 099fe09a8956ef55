/// The request to search one tree of a batch. Every tree may have different settings.
public struct TreeRequest: Sendable {
  /// The number of leaves to expand and evaluate, those of a kept subtree included.
  public var simulations: Int
  /// The number of actions of its nodes, at most the search's capacity.
  public var actions: Int
  /// The legal actions at the root, in ascending order; nil if all are legal.
  public var legalActions: [Int]?
  /// The discount of rewards per step, from 0 to 1.
  public var discount: Double
  /// The number of players: 1, or 2 who move in turn. With 2, a value is that of the player to move, and
  /// changes its sign from node to node.
  public var players: Int
  /// The constants of pUCT.
  public var exploration: Exploration
  /// The Q of an action that has not been visited.
  public var unvisitedValue: UnvisitedValue
  /// Gumbel MuZero's rules; nil to search by pUCT.
  public var gumbel: GumbelSearch?
  /// The noise in the root's priors; nil for none.
  public var noise: RootNoise?
  /// The key of the noise and of sampled actions.
  public var key: RandomKey
  /// The actions taken since the root of this tree's last search, in order; this search begins in the state
  /// that they led to. It continues with the subtree of that state, provided that the two keys have the same
  /// seed and tree, and moves that differ by the number of actions. Nil to begin with the root alone.
  public var taken: [Int]?

  /// A request to search by pUCT, for one player and without noise, unless something else is given.
  public init(
    simulations: Int, actions: Int, legalActions: [Int]? = nil, discount: Double = 0.997, players: Int = 1,
    exploration: Exploration = Exploration(), unvisitedValue: UnvisitedValue = .worst,
    gumbel: GumbelSearch? = nil, noise: RootNoise? = nil, key: RandomKey = RandomKey(), taken: [Int]? = nil
  ) {
    self.simulations = simulations
    self.actions = actions
    self.legalActions = legalActions
    self.discount = discount
    self.players = players
    self.exploration = exploration
    self.unvisitedValue = unvisitedValue
    self.gumbel = gumbel
    self.noise = noise
    self.key = key
    self.taken = taken
  }

  /// Whether this request continues the tree of an `earlier` one: `taken` moves later, and by the same rules.
  func goesOn(from earlier: TreeRequest) -> Bool {
    guard let taken, !taken.isEmpty, earlier.gumbel == nil else { return false }
    var key = earlier.key
    key.move &+= UInt64(taken.count)
    return key == self.key && earlier.actions == actions && earlier.discount == discount
      && earlier.players == players
  }

  /// The reason why it cannot be searched; nil if it can.
  package func fault(within capacity: SearchCapacity) -> String? {
    if !(1...capacity.simulations).contains(simulations) {
      return "\(simulations) simulations, for which 1 to \(capacity.simulations) have room"
    }
    if !(1...capacity.actions).contains(actions) {
      return "\(actions) actions, for which 1 to \(capacity.actions) have room"
    }
    if players != 1 && players != 2 { return "\(players) players, where 1 or 2 can be searched for" }
    if !(0...1).contains(discount) { return "a discount of \(discount), which must be from 0 to 1" }
    if gumbel != nil && taken != nil {
      return "a subtree to keep and Gumbel MuZero's rules, whose halving begins without visits"
    }
    guard let legalActions else { return nil }
    if legalActions.isEmpty { return "no legal action" }
    if zip(legalActions, legalActions.dropFirst()).contains(where: { $0 >= $1 }) {
      return "legal actions that do not ascend"
    }
    let wrong = legalActions.first { !(0..<actions).contains($0) }
    return wrong.map { "the legal action \($0), beside actions 0 to \(actions - 1)" }
  }
}
