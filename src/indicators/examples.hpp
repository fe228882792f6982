#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "engine/engine.hpp"

namespace dmp::indicators {

/// A worked example that does not come out as it says.
struct ExampleFault {
  std::string indicator;
  core::Place place;
  std::string text;  ///< what was expected and what came
};

/// Opens a fresh, empty database.
using SessionFactory = std::function<std::unique_ptr<engine::Session>()>;

/// Runs the worked examples of the indicators (all, or only those named): a store with nothing but the given rows, every area
/// code in them an authority unless rows of `area` (or `area_member`) say what belongs to what. Each row of `expect` must
/// find exactly one estimate with its texts, and its numbers to nine digits; estimates that no row names are not looked at,
/// except that `expect = []` asks for none at all.
std::vector<ExampleFault> run_examples(const SessionFactory& open, const catalogue::Catalogue& catalogue, const std::vector<std::string>& only = {});

}  // namespace dmp::indicators
