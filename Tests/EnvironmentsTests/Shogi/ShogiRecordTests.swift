import Environments
import Randomness
import Testing

@Suite struct ShogiRecordTests {
  private let csa = """
    'a comment
    V2.2
    N+NAKAHARA
    N-YONENAGA
    $EVENT:13th Championship
    $START_TIME:2003/05/03 10:30:00
    PI
    +
    +2726FU
    T12
    -3334FU,T6
    +7776FU
    -2288UM
    +7988GI
    -0045KA
    %TORYO
    """

  private let kif = """
    # KIF of a program
    開始日時：2003/05/03 10:30:00
    棋戦：13th Championship
    手合割：平手
    先手：NAKAHARA
    後手：YONENAGA
    手数----指手---------消費時間--
       1 ２六歩(27)   ( 0:12/00:00:12)
    *a comment
       2 ３四歩(33)   ( 0:06/00:00:06)
       3 ７六歩(77)
       4 ８八角成(22) (00:01/00:00:07)+
       5 同　銀(79)
       6 ４五角打     ( 0:00/00:00:00)
       7 投了
    まで6手で後手の勝ち

    変化：3手
       3 ２五歩(26)
    """

  private let moves = ["2g2f", "3c3d", "7g7f", "2b8h+", "7i8h", "B*4e"]

  @Test func recordsAreRead() throws {
    for record in [
      try CSAReader.games(in: csa)[0], try KIFReader.game(in: kif.replacing("\n", with: "\r\n")),
    ] {
      #expect(record.moves.map(\.usi) == moves && record.start == ShogiPosition())
      #expect(record.black == "NAKAHARA" && record.white == "YONENAGA")
      #expect(record.event == "13th Championship" && record.began == "2003/05/03 10:30:00")
      #expect(record.ending == .resignation && record.winner == .white)
    }
  }

  @Test func gamesFollowEachOther() throws {
    let games = try CSAReader.games(in: csa + "\n/\nPI82HI22KA\n-\n-5142OU\n%+ILLEGAL_ACTION\n")
    #expect(games.count == 2 && games[1].moves.map(\.usi) == ["5a4b"] && games[1].winner == .white)
    #expect(games[1].start.sfen == "lnsgkgsnl/9/ppppppppp/9/9/9/PPPPPPPPP/1B5R1/LNSGKGSNL w - 1")
  }

  @Test func positionsAreReadInCSA() throws {
    let text = "P1-OU * \nP9 *  *  *  *  *  *  *  * +OU\nP+28HI00FU00FU\nP-55TO\nP-00AL\n-\n-9192OU"
    let game = try CSAReader.games(in: text)[0]
    #expect(game.start.sfen == "k8/9/9/9/4+p4/9/9/7R1/8K w 2Pr2b4g4s4n4l15p 1" && game.ending == nil)
  }

  @Test func handicapsAndBoardsAreReadInKIF() throws {
    let handicap = "手合割：二枚落ち\n上手：A\n下手：B\n   1 ６二銀(71)\n   2 中断"
    let record = try KIFReader.game(in: handicap)
    #expect(record.start.sfen == "lnsgkgsnl/9/ppppppppp/9/9/9/PPPPPPPPP/1B5R1/LNSGKGSNL w - 1")
    #expect(record.white == "A" && record.black == "B" && record.winner == nil)
    let board = """
      後手の持駒：金三　歩十五
        ９ ８ ７ ６ ５ ４ ３ ２ １
      +---------------------------+
      |v玉 ・ ・ ・ ・ ・ ・ ・ ・|一
      | ・ ・ ・ ・ ・ ・ ・ ・ ・|二
      | ・ ・ ・ ・ ・ ・ ・ ・ ・|三
      | ・ ・ ・ ・ ・ ・ ・ ・ ・|四
      | ・ ・ ・ ・v杏 龍 ・ ・ ・|五
      | ・ ・ ・ ・ ・ ・ ・ ・ ・|六
      | ・ ・ ・ ・ ・ ・ ・ ・ ・|七
      | ・ ・ ・ ・ ・ ・ ・ ・ ・|八
      | ・ ・ ・ ・ ・ ・ ・ ・ 玉|九
      +---------------------------+
      先手の持駒：角
      後手番
      """
    let drawn = try KIFReader.game(in: board)
    #expect(drawn.start.sfen == "k8/9/9/9/4+l+R3/9/9/9/8K w B3g15p 1")
    #expect(drawn.kif.contains("|v玉 ・ ・ ・ ・ ・ ・ ・ ・|一\n") && drawn.kif.contains("歩十五"))
  }

  @Test func randomGamesAreReadBack() throws {
    var random = RandomStream(14)
    var text = ""
    var records: [ShogiRecord] = []
    for number in 0..<10 {
      let first = ShogiRecord(ShogiGame(from: records.last.map { last(of: $0) } ?? ShogiPosition()))
      var game = ShogiGame(from: first.start)
      while game.result == nil, game.moves.count < 40 {
        let moves = game.position.legalMoves
        game.play(moves[random.index(below: moves.count)])
      }
      let ending = ShogiEnding.allCases[number % ShogiEnding.allCases.count]
      let record = ShogiRecord(
        black: "A", white: number == 3 ? nil : "B", event: "E", start: game.start, moves: game.moves,
        ending: ending)
      #expect(try CSAReader.games(in: record.csa) == [record.renumbered])
      let kif = try KIFReader.game(in: record.kif)
      #expect(
        kif.moves == record.moves && kif.start == record.renumbered.start && kif.winner == record.winner)
      #expect(kif.ending == (ending == .draw ? .impasse : ending))
      text += (number == 0 ? "" : "/\n") + record.csa
      records.append(record)
    }
    #expect(try CSAReader.games(in: text) == records.map(\.renumbered))
  }

  private func last(of record: ShogiRecord) -> ShogiPosition {
    record.moves.reduce(record.start) { $0.playing($1) }
  }

  @Test(arguments: [
    ("+\n+2725FU", "is not legal in \(ShogiVariant.standard.start): choose one of the 30 legal moves."),
    ("+\n+2726XX", "is no move in CSA's format: write +7776FU or -0055KA, say."),
    ("+\n-2726FU", "is a move of the other player: it is black's turn."),
  ]) func movesThatAreNoneAreRefused(text: String, reason: String) {
    let error = #expect(throws: NotationError.self) { try CSAReader.games(in: text) }
    let move = String(text.split(separator: "\n")[1])
    #expect(error?.description == "Line 2, move 1 of black: \(move.debugDescription) \(reason)")
  }

  @Test(arguments: [
    (
      "N+A\n+2726FU",
      "Line 2: a move comes before the line that says who moves first: write + or - on a line of its own."
    ),
    ("N+A\n", "Line 2: the game does not say who moves first: write + or - on a line before the moves."),
    ("+\n+", "Line 2: a second line says who moves first: take it away, or write a move as +7776FU."),
    ("+\n%TORYO\n+2726FU", "Line 3: a move comes behind the end of the game: take it away."),
    ("%TORYO", "Line 1: the game ends twice, or before it began: take the line away."),
    (
      "+\n%HELLO",
      "Line 2: %HELLO is none of CSA's words for the end of a game: write %TORYO, %SENNICHITE or %CHUDAN, say."
    ),
    (
      "hello",
      "Line 1: \"hello\" is none of CSA's statements: write a move as +7776FU, or ' before a comment."
    ),
    ("P1-OU\n+", "Line 2: Black has 0 kings in the position: place one."),
    (
      "P1-XX", "Line 1: P1 has \"-XX\" in file 9: write a sign and a piece, as in -KY, or \" * \"."
    ),
    (
      "P+55", "Line 1: \"55\" places no piece: write a square, 00 for the hand, and a piece, as in 82HI."
    ),
    ("PI55HI", "Line 1: PI takes away a rook from where none is: write its square, as in PI82HI."),
    ("P+00OU", "Line 1: A hand holds neither kings nor promoted pieces: write 00FU, say."),
    ("Px", "Line 1: \"Px\" places nothing: write PI, P1 to P9, P+ or P-."),
    ("P", "Line 1: \"P\" places nothing: write PI, P1 to P9, P+ or P-."),
  ]) func mistakesInCSAAreNamedWithTheirPlace(text: String, reason: String) {
    let error = #expect(throws: NotationError.self) { try CSAReader.games(in: text) }
    #expect(error?.description == reason)
  }

  @Test(arguments: [
    ("", "Line 1: there is no game in KIF here: write 手合割：平手 and the moves below it."),
    ("手合割：無", "Line 1: the handicap 無 is not known: draw the board, or choose 平手."),
    (
      "手合割：平手\n   1 ２五歩(27)",
      "Line 2: move 1 of the game: \"２五歩(27)\" is not legal in \(ShogiVariant.standard.start): choose one of the 30 legal moves."
    ),
    (
      "手合割：平手\n   1 ２六銀(27)",
      "Line 2: move 1 of the game: \"２六銀(27)\" is not legal in \(ShogiVariant.standard.start): choose one of the 30 legal moves."
    ),
    (
      "手合割：平手\n   1 同　歩(27)",
      "Line 2: move 1 of the game: \"同　歩(27)\" is no move in KIF: write ７六歩(77), ２二角成(88) or ５五角打, say."
    ),
    (
      "手合割：平手\nhello",
      "Line 2: \"hello\" is no line of KIF: write a number and a move, or # before a comment."
    ),
    ("手合割：平手\n   1 投了\n   2 中断", "Line 3: a move comes behind the end of the game: take it away."),
    ("|v玉|一\n   1 投了", "Line 2: the board above has 1 ranks: draw nine, each between bars."),
  ]) func mistakesInKIFAreNamedWithTheirPlace(text: String, reason: String) {
    let error = #expect(throws: NotationError.self) { try KIFReader.game(in: text) }
    #expect(error?.description == reason)
  }
}

extension ShogiRecord {
  /// As records have it, where the first move's number is 1.
  fileprivate var renumbered: ShogiRecord {
    var start = start
    start.moveNumber = 1
    return ShogiRecord(
      black: black, white: white, event: event, began: began, start: start, moves: moves, ending: ending)
  }
}
