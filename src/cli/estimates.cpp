#include "cli/verb.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

void add_estimates(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("estimates", "the numbers of an edition");
  struct Options {
    std::string folder = ".", edition;
    pipeline::EstimateFilter filter;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("--indicator", options->filter.indicator, "only this indicator");
  verb->add_option("--area", options->filter.area, "only this area (code)");
  verb->add_option("--period", options->filter.period, "only this period, as the estimates name it (2023/24)");
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  add_output_options(*verb, context);
  verb->footer("Example:\n  dmp estimates examples/bedfordshire --indicator drug_offence_rate --period 2023/24 --format csv");
  verb->callback([&context, options] {
    context.print(pipeline::read_estimates(pipeline::find_edition(options->folder, options->edition) / "estimates.parquet", options->filter));
  });
}

}  // namespace dmp::cli
