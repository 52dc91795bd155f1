/// What a function is called with.
struct TemplateCallArguments {
  var values: [TemplateValue] = []
  var named: [(name: String, value: TemplateValue)] = []

  /// The arguments in the order of the parameters of `function`; nil for those that were not given.
  ///
  /// - Throws: where there are too many, or one that is not known.
  func bound(to parameters: [String], of function: String, required: Int = 0) throws(TemplateProblem)
    -> [TemplateValue?]
  {
    guard values.count <= parameters.count else {
      throw TemplateProblem("'\(function)' takes at most \(parameters.count) arguments, not \(values.count)")
    }
    var bound: [TemplateValue?] = values + Array(repeating: nil, count: parameters.count - values.count)
    for (name, value) in named {
      guard let place = parameters.firstIndex(of: name), bound[place] == nil else {
        throw TemplateProblem("'\(function)' cannot be given '\(name)'")
      }
      bound[place] = value
    }
    for place in 0..<required where bound[place] == nil {
      throw TemplateProblem("'\(function)' needs '\(parameters[place])'")
    }
    return bound
  }
}
