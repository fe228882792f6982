#include <algorithm>
#include <iostream>

#include "cli/printed_parts.hpp"
#include "cli/verb.hpp"
#include "pipeline/comparisons.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

namespace {

long held_back_in(const core::DataTable& estimates) {
  const auto column = std::find(estimates.columns().begin(), estimates.columns().end(), "suppressed") - estimates.columns().begin();
  return std::count_if(estimates.rows().begin(), estimates.rows().end(), [&](const auto& row) {
    const auto* state = std::get_if<std::string>(&row[static_cast<std::size_t>(column)]);
    return state && *state == "suppressed";
  });
}

/// Prints them some at a time, and says how many of the figures are held back and where they are.
void print_estimates(const Context& context, const std::filesystem::path& file, const pipeline::EstimateFilter& filter, bool for_everybody) {
  PrintedParts printed(context, "name an indicator, area or period");
  std::size_t rows = 0;
  long held_back = 0;
  pipeline::read_estimates(file, filter, [&](const core::DataTable& part) {
    printed.add(part);
    rows += part.rows().size();
    held_back += held_back_in(part);
  });
  printed.finish();
  if (for_everybody && held_back > 0) std::cerr << "note: " << held_back << " of " << rows << " figures are suppressed; those who may see them use --audience restricted\n";
}

}  // namespace

void add_estimates(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("estimates", "the numbers of an edition");
  struct Options {
    std::string folder = ".", edition, audience = "public";
    pipeline::EstimateFilter filter;
    bool comparisons = false;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("--indicator", options->filter.indicator, "only this indicator");
  verb->add_option("--area", options->filter.area, "only this area (code)");
  verb->add_option("--period", options->filter.period, "only this period, as the estimates name it (2023/24)");
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("--audience", options->audience, "public: small numbers suppressed; restricted: every figure, not for publication")->capture_default_str();
  verb->add_flag("--comparisons", options->comparisons, "each estimate beside England, region, county, force, nearest neighbours and lists: value, difference, ratio, rank, and how many more people it would take");
  add_output_options(*verb, context);
  verb->footer("Example:\n  dmp estimates examples/bedfordshire --indicator drug_offence_rate --period 2023/24 --format csv");
  verb->callback([&context, options] {
    const pipeline::Audience audience = pipeline::audience_named(options->audience);
    if (options->comparisons)
      return context.print(pipeline::read_comparisons(pipeline::comparisons_of(pipeline::find_edition(options->folder, options->edition), audience), options->filter));
    print_estimates(context, pipeline::estimates_of(pipeline::find_edition(options->folder, options->edition), audience), options->filter, audience == pipeline::Audience::everybody && !context.quiet);
  });
}

}  // namespace dmp::cli
