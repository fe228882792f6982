#include "pipeline/comparisons.hpp"

#include <unordered_set>

#include "core/errors.hpp"
#include "pipeline/column_writer.hpp"
#include "pipeline/disclosure_policy.hpp"
#include "pipeline/row_files.hpp"

namespace dmp::pipeline {
namespace {

using core::Comparison;

const std::vector<RowColumn<Comparison>>& columns() {
  static const std::vector<RowColumn<Comparison>> all = {
      {"estimate_id", &Comparison::estimate_id},
      {"indicator_id", &Comparison::indicator_id},
      {"area_code", &Comparison::area_code},
      {"area_name", &Comparison::area_name},
      {"period", &Comparison::period},
      {"comparator_kind", &Comparison::kind},
      {"comparator", &Comparison::comparator},
      {"areas", &Comparison::areas},
      {"areas_with_value", &Comparison::areas_with_value},
      {"areas_in_group", &Comparison::areas_in_group},
      {"comparator_value", &Comparison::value},
      {"comparator_lower_95", &Comparison::lower_95},
      {"comparator_upper_95", &Comparison::upper_95},
      {"value_method", &Comparison::value_method},
      {"difference", &Comparison::difference},
      {"difference_lower_95", &Comparison::difference_lower},
      {"difference_upper_95", &Comparison::difference_upper},
      {"ratio", &Comparison::ratio},
      {"ratio_lower_95", &Comparison::ratio_lower},
      {"ratio_upper_95", &Comparison::ratio_upper},
      {"significance", &Comparison::significance},
      {"test", &Comparison::test},
      {"rank", &Comparison::rank},
      {"rank_of", &Comparison::rank_of},
      {"gap", &Comparison::gap},
      {"gap_lower_95", &Comparison::gap_lower},
      {"gap_upper_95", &Comparison::gap_upper},
      {"gap_sentence", &Comparison::gap_sentence},
      {"gap_withheld", &Comparison::gap_withheld},
      {"withheld", &Comparison::withheld},
      {"since", &Comparison::since},
      {"comparator_earlier", &Comparison::earlier},
      {"comparator_change", &Comparison::change},
      {"comparator_change_lower_95", &Comparison::change_lower},
      {"comparator_change_upper_95", &Comparison::change_upper},
      {"own_earlier", &Comparison::own_earlier},
      {"own_change", &Comparison::own_change},
      {"own_change_lower_95", &Comparison::own_change_lower},
      {"own_change_upper_95", &Comparison::own_change_upper},
  };
  return all;
}

}  // namespace

std::filesystem::path comparisons_of(const std::filesystem::path& edition, Audience audience) {
  // Says what is wrong where the edition has no such part.
  const auto file = estimates_of(edition, audience).parent_path() / "comparisons.parquet";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    throw core::UserError(core::ErrorKind::resource, "the edition has no comparisons", core::Place{file.string()}, "it was built before there were any: build the profile again");
  return file;
}

void write_comparisons(const core::Comparisons& comparisons, const std::filesystem::path& file) {
  write_columns_of_large(file, write_rows(comparisons, columns(), file));
}

core::Comparisons comparisons_in(const std::filesystem::path& file) { return rows_in(file, columns()); }

core::DataTable read_comparisons(const std::filesystem::path& file, const EstimateFilter& filter) { return read_rows(file, filter); }

core::Comparisons public_comparisons(const Project& project, const core::Estimates& released, const indicators::Computation& computation) {
  indicators::Comparables comparables;
  std::unordered_set<std::string> open;  // figures that need no release
  for (const core::Estimate& other : computation.comparables.others) {
    if (is_held_back(project.catalogue, other.sources)) continue;
    comparables.others.push_back(other);
    open.insert(other.estimate_id);
  }
  for (const core::Estimate& estimate : released)
    if (!is_held_back(project.catalogue, estimate.sources)) open.insert(estimate.estimate_id);
  comparables.bases = computation.comparables.bases;
  // Counts by age of a partner's extract are not published with its standardised rate: the rates themselves have to do.
  for (auto& [indicator, bases] : comparables.bases)
    for (auto& [id, basis] : bases)
      if (!open.contains(id)) basis.ages.clear();
  return indicators::compare_with_groups(released, comparables, computation.comparators, project.catalogue, project.profile);
}

}  // namespace dmp::pipeline
