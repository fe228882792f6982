#include "pipeline/rollup.hpp"

#include <iostream>

#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/signing.hpp"

namespace dmp::cli {

namespace {

std::vector<std::filesystem::path> paths_of(const std::vector<std::string>& names) {
  std::vector<std::filesystem::path> paths;
  for (const std::string& name : names) paths.emplace_back(name);
  return paths;
}

}  // namespace

void add_sign(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("sign", "a package of an edition's released figures, signed, to give to other partnerships");
  struct Options {
    std::string folder = ".", edition, key, package, new_key;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("PACKAGE", options->package, "folder to write the package into; it must not be there");
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("--key", options->key, "file with the signing key");
  verb->add_option("--new-key", options->new_key, "make a signing key in this file, and the public key in FILE.pub, and stop");
  verb->footer("A package holds estimates, comparisons and the edition's description, never records or held-back figures.\nExamples:\n  dmp sign --new-key ~/partnership.key\n  dmp sign examples/bedfordshire bedfordshire-package --key ~/partnership.key\n  dmp verify bedfordshire-package --trust partnership.key.pub");
  verb->callback([&context, options] {
    if (!options->new_key.empty()) {
      pipeline::make_signing_key(options->new_key);
      if (!context.quiet) std::cerr << "key: " << options->new_key << " (keep it secret), " << options->new_key << ".pub (give it to those who check)\n";
      return;
    }
    if (options->package.empty() || options->key.empty()) throw core::UserError(core::ErrorKind::usage, "a package needs a folder and a key", "dmp sign DIR PACKAGE --key FILE");
    pipeline::sign_edition(pipeline::find_edition(options->folder, options->edition), options->key, options->package);
    if (!context.quiet) std::cerr << "package: " << options->package << '\n';
  });
}

void add_verify(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("verify", "whether packages are whole and rightly signed");
  struct Options {
    std::vector<std::string> packages, trusted;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("PACKAGE", options->packages, "folders of packages")->required();
  verb->add_option("--trust", options->trusted, "files with the public keys of those whose packages are taken")->allow_extra_args(false);
  add_output_options(*verb, context);
  verb->footer("Ends with 1 where a package is refused.\nExample:\n  dmp verify bedfordshire-package --trust partnership.key.pub");
  verb->callback([&context, options] {
    core::DataTable all({"package", "edition", "title", "key", "state", "problem"});
    for (const std::string& folder : options->packages) {
      const pipeline::Package package = pipeline::verify_package(folder, paths_of(options->trusted));
      if (!package.problems.empty()) context.exit_code = 1;
      const core::DataTable told = pipeline::table_of(package);
      for (const auto& row : told.rows()) all.add(row);
    }
    context.print(all);
  });
}

void add_rollup(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("rollup", "the regional picture and each partnership's share, out of signed packages");
  struct Options {
    std::string folder;
    std::vector<std::string> packages, trusted;
    pipeline::RollupSettings settings;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("OUT_DIR", options->folder, "folder to write into; it must not be there")->required();
  verb->add_option("PACKAGE", options->packages, "two folders or more that dmp sign wrote")->required();
  verb->add_option("--name", options->settings.name, "name of the region")->capture_default_str();
  verb->add_option("--code", options->settings.code, "its code in the estimates")->capture_default_str();
  verb->add_option("--trust", options->trusted, "files with the public keys of those whose packages are taken (default: any that is rightly signed)")->allow_extra_args(false);
  add_output_options(*verb, context);
  verb->footer("Writes estimates.parquet, estimates.csv, shares.csv, left_out.csv and index.html; prints the shares. Refuses packages that were tampered with, and leaves out figures that are not made alike, with the reason.\n"
               "Example:\n  dmp rollup eastern-region bedfordshire-package norfolk-package --name \"Eastern region\"");
  verb->callback([&context, options] {
    options->settings.trusted = paths_of(options->trusted);
    const pipeline::Rollup rollup = pipeline::write_rollup(paths_of(options->packages), options->folder, options->settings);
    context.print(pipeline::table_of(rollup.shares));
    if (!context.quiet) std::cerr << "region: " << rollup.shares.size() << " shares of " << rollup.estimates.size() << " figures, " << rollup.left_out.size() << " figures left out (left_out.csv): " << options->folder << "/index.html\n";
  });
}

}  // namespace dmp::cli
