import CExplainerABI
import Diagnostics
import ExplainerCore
import Tensors

extension HostModel {
  /// The scores of some tokens, where the host has the extension for it, or picked out of those of all.
  func scores(of ids: [Int], for hidden: Tensor, normed: Bool) throws -> Tensor {
    guard hidden.rank == 2, !ids.isEmpty,
      let table = connection.table("explainer.head/1", as: xpl_head_v1.self)
    else { return try pickedScores(of: ids, for: hidden, normed: normed) }
    let wide = ids.map(Int64.init)
    return try Tensor(shape: [hidden.shape[0], ids.count]) { scores in
      try hidden.withUnsafeElements { states in
        var view = xpl_tensor(data: states.baseAddress, shape: hidden.shape)
        try connection.check(
          table.pointee.scores?(
            connection.host, connection.call, &view, normed ? 1 : 0, wide, wide.count, scores.baseAddress,
            scores.count))
      }
    }
  }

  /// The best tokens, where the host has the extension for it, or picked out of all.
  func best(_ count: Int, for hidden: Tensor, normed: Bool) throws -> [[TokenScore]] {
    guard hidden.rank == 2, count > 0, count <= info.vocabularySize,
      let table = connection.table("explainer.head/1", as: xpl_head_v1.self)
    else { return try pickedBest(count, for: hidden, normed: normed) }
    let total = hidden.shape[0] * count
    var ids = [Int64](repeating: 0, count: total)
    var scores = [Float](repeating: 0, count: total)
    try hidden.withUnsafeElements { states in
      var view = xpl_tensor(data: states.baseAddress, shape: hidden.shape)
      try connection.check(
        table.pointee.best?(
          connection.host, connection.call, &view, normed ? 1 : 0, count, &ids, &scores, total))
    }
    return (0..<hidden.shape[0]).map { row in
      (row * count..<(row + 1) * count).map { TokenScore(id: Int(ids[$0]), score: scores[$0]) }
    }
  }
}
