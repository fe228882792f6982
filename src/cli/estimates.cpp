#include <algorithm>
#include <iostream>

#include "cli/verb.hpp"
#include "pipeline/comparisons.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

namespace {

/// Says how many of the figures are held back, and where they are.
void tell_suppressed(const core::DataTable& estimates) {
  const auto column = std::find(estimates.columns().begin(), estimates.columns().end(), "suppressed") - estimates.columns().begin();
  const auto held_back = std::count_if(estimates.rows().begin(), estimates.rows().end(), [&](const auto& row) {
    const auto* state = std::get_if<std::string>(&row[static_cast<std::size_t>(column)]);
    return state && *state == "suppressed";
  });
  if (held_back > 0) std::cerr << "note: " << held_back << " of " << estimates.rows().size() << " figures are suppressed; those who may see them use --audience restricted\n";
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
    const core::DataTable found = pipeline::read_estimates(pipeline::estimates_of(pipeline::find_edition(options->folder, options->edition), audience), options->filter);
    context.print(found);
    if (audience == pipeline::Audience::everybody && !context.quiet) tell_suppressed(found);
  });
}

}  // namespace dmp::cli
