/// What one tree of a batch is to search; every tree may have its own.
public struct TreeRequest: Sendable {
  /// How many leaves to expand and evaluate, those of a kept subtree included.
  public var simulations: Int
  /// How many actions its nodes have, at most the search's capacity.
  public var actions: Int
  /// The actions to choose from at the root, in ascending order; nil for all.
  public var legalActions: [Int]?
  /// What a reward is worth a step later, from 0 to 1.
  public var discount: Double
  /// 1, or 2 that move in turn: a value is then that of the player to move, and changes its sign from node to node.
  public var players: Int
  /// The constants of pUCT.
  public var exploration: Exploration
  /// The Q of an action that has not been tried.
  public var unvisitedValue: UnvisitedValue
  /// Gumbel MuZero's rules in place of pUCT's; nil for pUCT.
  public var gumbel: GumbelSearch?
  /// Noise in the root's priors; nil for none.
  public var noise: RootNoise?
  /// What the noise and sampled actions depend on.
  public var key: RandomKey
  /// The actions that were taken in the state that this tree's last search began from, one after the other, where this one
  /// begins from what they led to: it goes on with the subtree there is, where the keys are of the same seed and tree and so many
  /// moves apart. Nil to begin with the root alone.
  public var taken: [Int]?

  /// A search by pUCT, of one player, without noise, unless something else is given.
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

  /// Whether it is of the same tree as an `earlier` one, so many moves later, and by the same rules.
  func goesOn(from earlier: TreeRequest) -> Bool {
    guard let taken, !taken.isEmpty, earlier.gumbel == nil else { return false }
    var key = earlier.key
    key.move &+= UInt64(taken.count)
    return key == self.key && earlier.actions == actions && earlier.discount == discount
      && earlier.players == players
  }

  /// Why it cannot be searched; nil where it can.
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
