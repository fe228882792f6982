#include "pipeline/explain.hpp"

#include "cli/verb.hpp"

namespace dmp::cli {

void add_explain(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("explain", "the way back from a figure to its rows: SQL, parameters, files");
  struct Options {
    std::vector<std::string> words;
    std::string edition, audience = "public";
    bool recompute = false;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR ID", options->words, "profile folder (default .) and the id of an estimate or an indicator")->expected(1, 2)->required();
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_flag("--recompute", options->recompute, "compute the figure again from the database and compare; exit 1 when it differs");
  verb->add_option("--audience", options->audience, "public: a suppressed figure is not shown; restricted: every figure")->capture_default_str();
  add_output_options(*verb, context);
  verb->footer("Example:\n  dmp explain examples/bedfordshire drug_offence_rate:E06000032:2023/24 --recompute");
  verb->callback([&context, options] {
    const std::string folder = options->words.size() == 2 ? options->words[0] : ".";
    pipeline::RunSettings settings;
    const pipeline::Explanation explanation = pipeline::explain(folder, options->words.back(), {options->edition, pipeline::audience_named(options->audience), options->recompute}, settings);
    const bool json = !context.format.empty() && context.chosen_format() == core::Format::json;
    context.print_text(json ? explanation.json : explanation.text);
    if (explanation.recomputed.done && !explanation.recomputed.same) context.exit_code = 1;
  });
}

}  // namespace dmp::cli
