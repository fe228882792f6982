#include "catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "catalogue/age_bands.hpp"
#include "catalogue/sample.hpp"

namespace dmp::catalogue {
namespace {

/// The fault of a catalogue as dmp prints it; "" where it has none.
std::string fault_of(const std::vector<File>& files) {
  try {
    read_catalogue(files, {});
  } catch (const core::UserError& error) {
    return error.what();
  }
  return {};
}

/// The fault after replacing one text (which must be there) in one of the right definitions.
std::string fault_with(const File& file, const std::string& old_text, const std::string& new_text) {
  std::vector<File> files = sample::all();
  for (File& other : files) {
    if (other.path != file.path) continue;
    const std::size_t at = other.text.find(old_text);
    if (at == std::string::npos) return "the sample holds no " + old_text;
    other.text.replace(at, old_text.size(), new_text);
  }
  return fault_of(files);
}

struct Spoiled {
  const char* old_text;
  const char* new_text;
  const char* fault;
};

void expect_faults(const File& file, const std::vector<Spoiled>& cases) {
  for (const Spoiled& spoiled : cases) {
    const std::string fault = fault_with(file, spoiled.old_text, spoiled.new_text);
    EXPECT_NE(fault.find(spoiled.fault), std::string::npos) << "wanted: " << spoiled.fault << "\n   got: " << fault;
  }
}

TEST(Catalogue, ReadsTheRightDefinitions) {
  const Catalogue catalogue = read_catalogue(sample::all(), {});
  const TableDefinition& table = catalogue.table("drug_test");
  EXPECT_EQ(table.columns.size(), 8u);
  EXPECT_EQ(table.columns[3].kind, ColumnKind::code);
  EXPECT_EQ(table.columns[4].maximum, 120);
  const SourceDefinition& source = catalogue.source("custody");
  EXPECT_EQ(source.format.delimiter, ',');
  EXPECT_EQ(source.format.header, 1);
  EXPECT_EQ(source.markers.suppressed, (std::vector<std::string>{"*", "c", "[c]"}));
  EXPECT_EQ(source.columns[0].column, "test_id") << "mappings keep the order of the file";
  EXPECT_EQ(source.columns[2].map.at("+"), "positive");
  EXPECT_EQ(source.columns[2].otherwise, Otherwise::reject);
  EXPECT_EQ(source.columns[3].pseudonym, PseudonymRule::name);
  EXPECT_EQ(source.columns[3].join, (std::vector<std::string>{"Forename", "Surname"}));
  EXPECT_EQ(std::get<std::string>(source.examples[0].rows[0].at("test_date")), "2024-05-01");
  EXPECT_EQ(source.examples[0].rejected[0].line, 3u);
  EXPECT_EQ(source.examples[0].file, "custody_E06000055.csv");
  EXPECT_EQ(catalogue.source("wide").unpivot->name_to, "@period");
  const IndicatorDefinition& indicator = catalogue.indicator("tests_positive");
  EXPECT_EQ(indicator.method, Method::rate);
  EXPECT_EQ(indicator.age_bands, (std::vector<std::string>{"16-24", "25+"}));
  EXPECT_EQ(indicator.examples[0].given.at("drug_test").size(), 1u);
  EXPECT_EQ(std::get<double>(indicator.examples[0].expect[0].at("value")), 0.5);
}

TEST(Catalogue, RemembersTheLineOfTheSql) {
  const IndicatorDefinition indicator = read_catalogue(sample::all(), {}).indicator("tests_positive");
  EXPECT_EQ(indicator.numerator_place.text(), "catalogue/3-indicators/tests_positive.toml:21:1") << "the line below the opening quotes";
  EXPECT_EQ(indicator.denominator_place.text(), "catalogue/3-indicators/tests_positive.toml:24:16") << "behind the opening quote";
}

TEST(Catalogue, TellsWhatIsWrongInATable) {
  expect_faults(sample::kTable, {
    {"key = [", "keys = [", "unknown key in a table 'keys' (catalogue/2-tables/drug_test.toml:4:1) - Did you mean 'key'?"},
    {"description = \"One row for each test.\"\n", "", "'description' is missing in a table (catalogue/2-tables/drug_test.toml:1:1)"},
    {"name = \"Drug tests\"", "name = 3", "'name' must be text, not a whole number (catalogue/2-tables/drug_test.toml:2:8)"},
    {"name = \"Drug tests\"", "name = \" \"", "'name' is empty (catalogue/2-tables/drug_test.toml:2:8)"},
    {"id = \"drug_test\"", "id = \"drug_tests\"", "the id 'drug_tests' is not the file's name (catalogue/2-tables/drug_test.toml:1:6)"},
    {"id = \"drug_test\"", "id = \"Drug test\"", "the id 'Drug test' is no name (catalogue/2-tables/drug_test.toml:1:6)"},
    {"\"crime\"", "\"crimes\"", "'subject' cannot be 'crimes' (catalogue/2-tables/drug_test.toml:5:11) - Did you mean 'crime'?"},
    {"key = [\"test_id\"]", "key = [\"test_idd\"]", "the table has no column 'test_idd' (catalogue/2-tables/drug_test.toml:4:8) - Did you mean 'test_id'?"},
    {"period_column = \"test_date\"", "period_column = \"test_dat\"", "the table has no column 'test_dat' (catalogue/2-tables/drug_test.toml:6:17) - Did you mean 'test_date'?"},
    {"period_column = \"test_date\"", "period_column = \"result\"", "'period_column' must be a date, a month, a timestamp or a year (catalogue/2-tables/drug_test.toml:6:17)"},
    {"place_column = \"area_code\"", "place_column = \"test_id\"", "'place_column' must be an area (catalogue/2-tables/drug_test.toml:7:16)"},
    {"type = \"date\"", "type = \"dat\"", "'type' cannot be 'dat' (catalogue/2-tables/drug_test.toml:16:8) - Did you mean 'date'?"},
    {"values = [\"positive\", \"negative\"]\n", "", "'values' is missing in a column (catalogue/2-tables/drug_test.toml:23:1)"},
    {"type = \"boolean\"", "type = \"text\"\nvalues = [\"a\"]", "only a code has 'values' (catalogue/2-tables/drug_test.toml:45:10)"},
    {"\"negative\"]", "\"positive\"]", "'values' holds 'positive' twice (catalogue/2-tables/drug_test.toml:26:23)"},
    {"min = 0", "min = 130", "'min' is above 'max' (catalogue/2-tables/drug_test.toml:31:7)"},
    {"type = \"area\"", "type = \"area\"\nmin = 1", "only numbers have 'min' and 'max' (catalogue/2-tables/drug_test.toml:22:7)"},
    {"max = 120", "max = nan", "'max' is not finite (catalogue/2-tables/drug_test.toml:32:7)"},
    {"name = \"age\"", "name = \"result\"", "column 'result' stands twice (catalogue/2-tables/drug_test.toml:29:8)"},
    {"name = \"ordered\"", "name = \"level_state\"", "column 'level_state' clashes with 'level' (catalogue/2-tables/drug_test.toml:43:8)"},
    {"required = true", "required = \"yes\"", "'required' must be true or false, not text (catalogue/2-tables/drug_test.toml:12:12)"},
    {"required = true", "requird = true", "unknown key in a column 'requird' (catalogue/2-tables/drug_test.toml:12:1) - Did you mean 'required'?"},
  });
}

TEST(Catalogue, TellsWhatIsWrongInASource) {
  expect_faults(sample::kSource, {
    {"citation = \"Custody system\"\n", "", "'citation' is missing in a source (catalogue/1-sources/custody.toml:1:1) - add citation = ..."},
    {"licence =", "license =", "unknown key in a source 'license' (catalogue/1-sources/custody.toml:3:1) - Did you mean 'licence'?"},
    {"table = \"drug_test\"", "table = \"drug_tset\"", "there is no table 'drug_tset' (catalogue/1-sources/custody.toml:6:9) - Did you mean 'drug_test'?"},
    {"kind = \"partner\"", "kind = \"parter\"", "'kind' cannot be 'parter' (catalogue/1-sources/custody.toml:5:8) - Did you mean 'partner'?"},
    {"test_id = \"Test\"", "test_idd = \"Test\"", "table drug_test has no column 'test_idd' (catalogue/1-sources/custody.toml:14:1) - Did you mean 'test_id'?"},
    {"test_id = \"Test\"\n", "", "'test_id' of table drug_test is required and not mapped (catalogue/1-sources/custody.toml:13:1)"},
    {"test_id = \"Test\"", "test_id = 3", "'test_id' must be a column of the source or a mapping (catalogue/1-sources/custody.toml:14:11)"},
    {"delimiter = \",\"", "delimiter = \",;\"", "'delimiter' must be one character (catalogue/1-sources/custody.toml:10:13)"},
    {"delimiter =", "delimeter =", "unknown key in [format] 'delimeter' (catalogue/1-sources/custody.toml:10:1) - Did you mean 'delimiter'?"},
    {"header = 1", "header = -1", "'header' is -1, out of range (catalogue/1-sources/custody.toml:11:10)"},
    {"header = 1", "header = \"first\"", "'header' must be a line or \"auto\" (catalogue/1-sources/custody.toml:11:10)"},
    {"header = 1", "container = \"cvs\"", "'container' cannot be 'cvs' (catalogue/1-sources/custody.toml:11:13) - Did you mean 'csv'?"},
    {"format = [", "fromat = [", "unknown key in the mapping of test_date 'fromat' (catalogue/1-sources/custody.toml:15:30) - Did you mean 'format'?"},
    {"%d/%m/%Y", "dd/mm/yyyy", "'dd/mm/yyyy' is no format of a date (catalogue/1-sources/custody.toml:15:39)"},
    {"\"+\" = \"positive\"", "\"+\" = \"positiv\"", "'result' cannot be 'positiv' (catalogue/1-sources/custody.toml:16:43) - Did you mean 'positive'?"},
    {"otherwise = \"reject\"", "otherwise = \"drop\"", "'otherwise' cannot be 'drop' (catalogue/1-sources/custody.toml:16:87) - Known: reject, keep, missing."},
    {"otherwise = \"reject\"", "otherwise = { value = \"unsure\" }", "'result' cannot be 'unsure' (catalogue/1-sources/custody.toml:16:97)"},
    {"age = { from = \"Age\", scale = 1 }", "age = { from = \"Age\", value = 3 }", "'age' comes from two places (catalogue/1-sources/custody.toml:18:7)"},
    {"age = { from = \"Age\", scale = 1 }", "age = { scale = 1 }", "'from' is missing in the mapping of age (catalogue/1-sources/custody.toml:18:7)"},
    {"age = { from = \"Age\", scale = 1 }", "age = { value = \"old\" }", "'age' must be a number (catalogue/1-sources/custody.toml:18:17)"},
    {"scale = 1", "scale = 0", "'scale' is 0 (catalogue/1-sources/custody.toml:18:31)"},
    {"scale = 1", "part = \"start\"", "'part' is for dates and months only (catalogue/1-sources/custody.toml:18:30)"},
    {"scale = 1", "pseudonym = \"exact\"", "'pseudonym' is for pseudonyms only (catalogue/1-sources/custody.toml:18:35)"},
    {"\"Age\", scale", "\"@head\", scale", "[unpivot] gives no '@head' (catalogue/1-sources/custody.toml:18:1)"},
    {"(E\\\\d{8})", "(E\\\\d{8}", "'file_name' is no regular expression"},
    {"(E\\\\d{8})", "E\\\\d{8}", "'file_name' has no group (catalogue/1-sources/custody.toml:19:27)"},
    {"age = 30,", "agee = 30,", "table drug_test has no column 'agee' (catalogue/1-sources/custody.toml:28:73) - Did you mean 'age'?"},
    {"age = 30,", "age = \"thirty\",", "'age' must be a whole number (catalogue/1-sources/custody.toml:28:79)"},
    {"result = \"positive\"", "result = \"postive\"", "'result' cannot be 'postive' (catalogue/1-sources/custody.toml:28:61) - Did you mean 'positive'?"},
    {"test_date = 2024-05-01", "test_date = \"May\"", "'test_date' must be a date such as 2024-05-01 (catalogue/1-sources/custody.toml:28:40)"},
    {"line = 3,", "", "'line' is missing in a rejection (catalogue/1-sources/custody.toml:29:14)"},
    {"[[example]]", "[[examples]]", "unknown key in a source 'examples' (catalogue/1-sources/custody.toml:21:3) - Did you mean 'example'?"},
  });
  expect_faults(sample::kSource, {
    {"scale = 1", "replace = \"$1\"", "'replace' without 'pattern' (catalogue/1-sources/custody.toml:18:33)"},
    {"scale = 1", "pattern = \"(\"", "'pattern' is no regular expression"},
    {"[columns]", "[rows]\nskip = { Test = \"(\" }\n[columns]", "'Test' is no regular expression"},
    {"[columns]", "[rows]\nskp = { Test = \"a\" }\n[columns]", "unknown key in [rows] 'skp' (catalogue/1-sources/custody.toml:14:1) - Did you mean 'skip'?"},
    {"header = 1", "short_rows = \"fil\"", "'short_rows' cannot be 'fil' (catalogue/1-sources/custody.toml:11:14) - Did you mean 'fill'?"},
    {"header = 1", "fill_down = [1]", "'fill_down' must hold texts only, not a whole number (catalogue/1-sources/custody.toml:11:14)"},
  });
  const std::size_t example = sample::kSource.text.find("[[example]]");
  expect_faults(sample::kSource, {{sample::kSource.text.substr(example).c_str(), "", "'example' is missing in a source (catalogue/1-sources/custody.toml:1:1)"}});
  expect_faults(sample::kWideSource, {
    {"^20", "^(20", "'columns' is no regular expression"},
    {"value_to = \"level\"", "value_to = \"levle\"", "table drug_test has no column 'levle' (catalogue/1-sources/wide.toml:13:12) - Did you mean 'level'?"},
    {"value_to = \"level\"", "value_to = { rank = \"level\" }", "'columns' has no group (catalogue/1-sources/wide.toml:11:11)"},
    {"value_to = \"level\"", "value_to = \"test_id\"", "'test_id' is mapped in [columns] as well (catalogue/1-sources/wide.toml:13:12)"},
    {"name_to = \"@period\"", "name_to = \"@periode\"", "[unpivot] gives no '@period' (catalogue/1-sources/wide.toml:9:1) - Did you mean '@periode'?"},
    {"level_state = \"value\"", "level_state = \"secret\"", "'level_state' cannot be 'secret' (catalogue/1-sources/wide.toml:16:78)"},
  });
}

TEST(Catalogue, TellsWhatIsWrongInAnIndicator) {
  expect_faults(sample::kIndicator, {
    {"citation = \"Home Office\"\n", "", "'citation' is missing in an indicator (catalogue/3-indicators/tests_positive.toml:1:1)"},
    {"polarity =", "polarty =", "unknown key in an indicator 'polarty' (catalogue/3-indicators/tests_positive.toml:11:1) - Did you mean 'polarity'?"},
    {"\"rate\"", "\"rat\"", "'method' cannot be 'rat' (catalogue/3-indicators/tests_positive.toml:8:10) - Did you mean 'rate'?"},
    {"\"CRI\"", "\"CRY\"", "'domain' cannot be 'CRY' (catalogue/3-indicators/tests_positive.toml:5:10) - Did you mean 'CRI'?"},
    {"\"financial year\"", "\"fiscal year\"", "'period' cannot be 'fiscal year' (catalogue/3-indicators/tests_positive.toml:13:10)"},
    {"\"authority\"]", "\"autority\"]", "'levels' cannot hold 'autority' (catalogue/3-indicators/tests_positive.toml:14:21) - Did you mean 'authority'?"},
    {"\"sex+age\"", "\"sex+aeg\"", "there is no breakdown 'aeg' (catalogue/3-indicators/tests_positive.toml:15:22) - Did you mean 'age'?"},
    {"\"sex+age\"", "\"sex+sex\"", "'sex+sex' crosses a breakdown with itself (catalogue/3-indicators/tests_positive.toml:15:22)"},
    {"\"sex+age\"", "\"category\"", "'category_type' is missing in an indicator"},
    {"\"25+\"", "\"24+\"", "age band '24+' overlaps the one before or is out of order (catalogue/3-indicators/tests_positive.toml:16:23)"},
    {"\"25+\"", "\"25 up\"", "'25 up' is no age band (catalogue/3-indicators/tests_positive.toml:16:23)"},
    {"\"16-24\"", "\"16+\"", "age band '16+' has no end and is not the last (catalogue/3-indicators/tests_positive.toml:16:14)"},
    {"age_bands = [\"16-24\", \"25+\"]", "age_bands = \"borad\"", "'age_bands' cannot be 'borad' (catalogue/3-indicators/tests_positive.toml:16:13) - Did you mean 'broad'?"},
    {"multiplier = 1000", "multiplier = 0", "'multiplier' must be above 0 (catalogue/3-indicators/tests_positive.toml:10:14)"},
    {"denominator = \"SELECT 1\"", "", "'denominator' is missing in an indicator"},
    {"\"rate\"", "\"count\"", "a count has no denominator (catalogue/3-indicators/tests_positive.toml:24:15)"},
    {"denominator = \"SELECT 1\"", "denominator = \"SELECT 1\"\ninterval = \"byar\"", "'interval' is for the method published only (catalogue/3-indicators/tests_positive.toml:25:12)"},
    {"given.drug_test", "given.drug_tests", "there is no table 'drug_tests' (catalogue/3-indicators/tests_positive.toml:27:7) - Did you mean 'drug_test'?"},
    {"{ test_id", "{ tst_id", "table drug_test has no column 'tst_id' (catalogue/3-indicators/tests_positive.toml:27:23) - Did you mean 'test_id'?"},
    {"value = 0.5", "valeu = 0.5", "unknown key in an expected estimate 'valeu' (catalogue/3-indicators/tests_positive.toml:29:59) - Did you mean 'value'?"},
    {"value = 0.5", "value = inf", "the number is not finite (catalogue/3-indicators/tests_positive.toml:29:67)"},
    {"value = 0.5", "value = [1]", "a cell cannot be an array (catalogue/3-indicators/tests_positive.toml:29:67)"},
    {"expect =", "#", "'expect' is missing in an example (catalogue/3-indicators/tests_positive.toml:26:1)"},
  });
}

TEST(Catalogue, TellsFilesThatAreNoDefinitions) {
  const auto with = [](std::string text) { return fault_of({{"2-tables/x.toml", std::move(text)}}); };
  EXPECT_NE(with("id = \"x\"\nname = = 3\n").find("no valid TOML"), std::string::npos);
  EXPECT_NE(with("id = \"x\"\nname = = 3\n").find("(catalogue/2-tables/x.toml:2:8)"), std::string::npos);
  EXPECT_NE(with("id = \"x\"\nid = \"x\"\n").find("2-tables/x.toml:2:"), std::string::npos) << "a key given twice";
  EXPECT_NE(with("name = \"caf\xe9\"\n").find("(catalogue/2-tables/x.toml:1:"), std::string::npos) << with("name = \"caf\xe9\"\n");
  EXPECT_NE(with(std::string("\x7f" "ELF\0\0\1", 7)).find("this is a binary file"), std::string::npos);
  EXPECT_NE(with(std::string((1 << 20) + 1, ' ')).find("the file is larger than 1 MiB (catalogue/2-tables/x.toml)"), std::string::npos);
  EXPECT_NE(with("").find("'id' is missing in a table (catalogue/2-tables/x.toml:1:1)"), std::string::npos);
  EXPECT_EQ(fault_of({{"3-indicator/x.toml", ""}}),
            "the catalogue has no folder '3-indicator' (catalogue/3-indicator/x.toml) - Did you mean '3-indicators'?");
}

TEST(Catalogue, RefusesNestingThatWouldExhaustTheStack) {
  std::string key = "a";
  for (int i = 0; i < 200'000; ++i) key += ".a";
  EXPECT_NE(fault_of({{"2-tables/x.toml", key + " = 1\n"}}).find("a key has more than 16 parts (catalogue/2-tables/x.toml:1:"), std::string::npos);
  EXPECT_NE(fault_of({{"2-tables/x.toml", "[" + key + "]\n"}}).find("a key has more than 16 parts"), std::string::npos);
  EXPECT_NE(fault_of({{"2-tables/x.toml", "a = " + std::string(200'000, '[')}}).find("no valid TOML"), std::string::npos);
  std::string tables;
  for (int i = 0; i < 100'000; ++i) tables += "{a=";
  EXPECT_NE(fault_of({{"2-tables/x.toml", "a = " + tables}}).find("no valid TOML"), std::string::npos);
  EXPECT_NE(fault_with(sample::kSource, "(E\\\\d{8})", std::string(100'000, '(')).find("'file_name' is too long for a regular expression"), std::string::npos);
}

TEST(Catalogue, RefusesTheSameIdInTwoFiles) {
  std::vector<File> files = sample::all();
  files.push_back({"3-indicators/more/tests_positive.toml", sample::kIndicator.text});
  EXPECT_EQ(fault_of(files), "the id 'tests_positive' stands twice (catalogue/3-indicators/tests_positive.toml:1:1) - rename one; "
                             "the other is in catalogue/3-indicators/more/tests_positive.toml");
}

TEST(Catalogue, LetsOwnFilesReplaceBuiltInOnes) {
  File own = sample::kIndicator;
  own.text.replace(own.text.find("Positive tests"), 14, "Our own");
  own.shown = "here/catalogue/3-indicators/tests_positive.toml";
  const Catalogue before = read_catalogue(sample::all(), {});
  const Catalogue after = read_catalogue(sample::all(), {own});
  EXPECT_EQ(after.indicator("tests_positive").name, "Our own");
  EXPECT_EQ(after.indicator("tests_positive").place.file, own.shown);
  EXPECT_EQ(after.indicators.size(), 1u);
  EXPECT_NE(before.hash, after.hash);
  EXPECT_EQ(before.hash, read_catalogue(sample::all(), {sample::kTable}).hash) << "the same texts are the same catalogue";
  EXPECT_EQ(before.hash.size(), 64u);
}

TEST(Catalogue, NamesTheNearestOfWhatItHolds) {
  const Catalogue catalogue = read_catalogue(sample::all(), {});
  try {
    (void)catalogue.indicator("test_positive");
    FAIL() << "no such indicator";
  } catch (const core::UserError& error) {
    EXPECT_STREQ(error.what(), "there is no indicator 'test_positive' - Did you mean 'tests_positive'?");
  }
}

TEST(Catalogue, CollectsTheFirstFaultOfEveryFile) {
  std::vector<File> files = sample::all();
  for (File& file : files)
    if (file.path != sample::kTable.path) file.text = "nmae = \"x\"\n" + file.text;
  EXPECT_EQ(catalogue_faults(files, {}).size(), 3u);
  EXPECT_TRUE(catalogue_faults(sample::all(), {}).empty());
}

TEST(Catalogue, NeverCrashesOnSpoiltFiles) {
  std::mt19937_64 random(20240401);
  const std::string alphabet = "\"'=[]{}.,#\n\\ \t\0\x80\xff\xc3" "0a-_+:";
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
  int faults = 0;
  for (int round = 0; round < 6000; ++round) {
    std::vector<File> files = sample::all();
    std::string& text = files[below(files.size())].text;
    for (std::size_t change = 0, changes = 1 + below(6); change < changes && !text.empty(); ++change) {
      const std::size_t at = below(text.size());
      const std::size_t length = std::min(below(12), text.size() - at);
      switch (below(4)) {
        case 0: text[at] = alphabet[below(alphabet.size())]; break;
        case 1: text.erase(at, length); break;
        case 2: text.insert(at, text.substr(below(text.size()), 1 + below(40))); break;
        default: text.insert(at, 1 + below(3), alphabet[below(alphabet.size())]); break;
      }
    }
    faults += catalogue_faults(files, {}).empty() ? 0 : 1;
  }
  EXPECT_GT(faults, 3000) << "most changes do harm";
}

TEST(AgeBand, IsReadInItsThreeForms) {
  EXPECT_EQ(parse_age_band("16-24")->from, 16);
  EXPECT_EQ(parse_age_band("16-24")->to, 24);
  EXPECT_EQ(parse_age_band("65+")->from, 65);
  EXPECT_FALSE(parse_age_band("65+")->to);
  EXPECT_EQ(parse_age_band("17")->to, 17);
  for (const char* text : {"", "-", "+", "24-16", "a-b", "16-", "1000-1001", "16 - 24", "-5"}) EXPECT_FALSE(parse_age_band(text)) << text;
}

TEST(AgeBand, FiveYearBandsAreTheNineteenOfTheEuropeanStandardPopulation) {
  const auto bands = named_age_bands("five");
  ASSERT_EQ(bands.size(), 19u);
  EXPECT_EQ(bands.front(), "0-4");
  EXPECT_EQ(bands.back(), "90+");
}

}  // namespace
}  // namespace dmp::catalogue
