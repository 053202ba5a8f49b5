#include "parsers/charset_names.h"

#include "parsers/base/nearest.h"

const struct charset_name charset_names[] = {
	{"UTF-8", "utf8 utf81 unicode11utf8 unicode20utf8 xunicode20utf8 xutf8 utf8mb4 iso10646utf8"},
	{"ANSI_X3.110", "ansix3110 ansix31101983 isoir99 csat5001983 csat500 naplps csiso99naplps"},
	{"ARMSCII-8", "armscii8"},
	{"ASMO_449", "asmo449 iso9036 arabic7 isoir89 csiso89asmo449"},
	{"BIG5", "big5 bigfive cnbig5 cp950"},
	{"BIG5HKSCS", "big5hkscs"},
	{"BRF", "brf"},
	{"BS_4730", "bs4730 isoir4 iso646gb gb uk csiso4unitedkingdom"},
	{"CP737", "cp737"},
	{"CP770", "cp770"},
	{"CP771", "cp771"},
	{"CP772", "cp772"},
	{"CP773", "cp773"},
	{"CP774", "cp774"},
	{"CP775", "cp775 ibm775 cspc775baltic"},
	{"CP932", "cp932 windows31j ms932 sjisopen sjiswin cswindows31j"},
	{"CP1125", "cp1125 ruscii ibm848"},
	{"CP1250", "cp1250 msee windows1250"},
	{"CP1251", "cp1251 mscyrl windows1251"},
	{"CP1252", "cp1252 msansi windows1252"},
	{"CP1253", "cp1253 msgreek windows1253"},
	{"CP1254", "cp1254 msturk windows1254"},
	{"CP1255", "cp1255 mshebr windows1255"},
	{"CP1256", "cp1256 msarab windows1256"},
	{"CP1257", "cp1257 winbaltrim windows1257"},
	{"CP1258", "cp1258 windows1258"},
	{"CP10007", "cp10007 msmaccyrillic"},
	{"CSA_Z243.4-1985-1", "csaz243419851 isoir121 iso646ca csa71 ca csiso121canadian1"},
	{"CSA_Z243.4-1985-2", "csaz243419852 isoir122 iso646ca2 csa72 csiso122canadian2"},
	{"CSN_369103", "csn369103 isoir139 csiso139csn369103"},
	{"CWI", "cwi cwi2 cphu"},
	{"DEC-MCS", "decmcs dec csdecmcs"},
	{"DIN_66003", "din66003 isoir21 de iso646de csiso21german"},
	{"DS_2089", "ds2089 iso646dk dk csiso646danish"},
	{"EBCDIC-AT-DE", "ebcdicatde csebcdicatde"},
	{"EBCDIC-AT-DE-A", "ebcdicatdea csebcdicatdea"},
	{"EBCDIC-CA-FR", "ebcdiccafr csebcdiccafr"},
	{"EBCDIC-DK-NO", "ebcdicdkno csebcdicdkno"},
	{"EBCDIC-DK-NO-A", "ebcdicdknoa csebcdicdknoa"},
	{"EBCDIC-ES", "ebcdices csebcdices"},
	{"EBCDIC-ES-A", "ebcdicesa csebcdicesa"},
	{"EBCDIC-ES-S", "ebcdicess csebcdicess"},
	{"EBCDIC-FI-SE", "ebcdicfise csebcdicfise"},
	{"EBCDIC-FI-SE-A", "ebcdicfisea csebcdicfisea"},
	{"EBCDIC-FR", "ebcdicfr csebcdicfr"},
	{"EBCDIC-IS-FRISS", "ebcdicisfriss"},
	{"EBCDIC-IT", "ebcdicit csebcdicit"},
	{"EBCDIC-PT", "ebcdicpt csebcdicpt"},
	{"EBCDIC-UK", "ebcdicuk csebcdicuk"},
	{"EBCDIC-US", "ebcdicus csebcdicus"},
	{"ECMA-CYRILLIC", "ecmacyrillic isoir111 csiso111ecmacyrillic"},
	{"ES", "es isoir17 iso646es csiso17spanish"},
	{"ES2", "es2 isoir85 iso646es2 csiso85spanish2"},
	{"EUC-CN", "euccn gb2312 csgb2312 cngb"},
	{"EUC-JISX0213", "eucjisx0213"},
	{"EUC-JP", "eucjp cseucpkdfmtjapanese osf00030010 ujis"},
	{"EUC-JP-MS", "eucjpms eucjpopen eucjpwin"},
	{"EUC-KR", "euckr cseuckr osf0004000a"},
	{"EUC-TW", "euctw osf0005000a"},
	{"GB18030", "gb18030"},
	{"GBK", "gbk gb13000 cp936 ms936 windows936"},
	{"GB_1988-80", "gb198880 isoir57 cn iso646cn csiso58gb1988"},
	{"GEORGIAN-ACADEMY", "georgianacademy"},
	{"GEORGIAN-PS", "georgianps"},
	{"GOST_19768-74", "gost1976874 stsev35888 gost19768 isoir153 csiso153gost1976874"},
	{"GREEK7", "greek7 isoir88 csiso88greek7"},
	{"GREEK7-OLD", "greek7old isoir18 csiso18greek7old"},
	{"GREEK-CCITT", "greekccitt isoir150 csiso150 csiso150greekccitt"},
	{"HP-GREEK8", "hpgreek8 osf10010004"},
	{"HP-ROMAN8", "hproman8 roman8 r8 cshproman8 osf10010001"},
	{"HP-ROMAN9", "hproman9 roman9 r9"},
	{"HP-THAI8", "hpthai8 thai8"},
	{"HP-TURKISH8", "hpturkish8 turkish8 osf10010006"},
	{"IBM037", "ibm037 cp037 ebcdiccpus ebcdiccpca ebcdiccpwt ebcdiccpnl csibm037 osf10020025 cp1070 cp282"},
	{"IBM038", "ibm038 ebcdicint cp038 csibm038"},
	{"IBM256", "ibm256 ebcdicint1"},
	{"IBM273", "ibm273 cp273 csibm273 osf10020111"},
	{"IBM274", "ibm274 ebcdicbe cp274 csibm274"},
	{"IBM275", "ibm275 ebcdicbr cp275 csibm275"},
	{"IBM277", "ibm277 ebcdiccpdk ebcdiccpno csibm277 osf10020115"},
	{"IBM278", "ibm278 cp278 ebcdiccpfi ebcdiccpse csibm278 osf10020116"},
	{"IBM280", "ibm280 cp280 ebcdiccpit csibm280 osf10020118"},
	{"IBM281", "ibm281 ebcdicjpe cp281 csibm281"},
	{"IBM284", "ibm284 cp284 ebcdiccpes csibm284 osf1002011c cp1079"},
	{"IBM285", "ibm285 cp285 ebcdiccpgb csibm285 osf1002011d"},
	{"IBM290", "ibm290 cp290 ebcdicjpkana csibm290 osf10020122"},
	{"IBM297", "ibm297 cp297 ebcdiccpfr csibm297 osf10020129 cp1081"},
	{"IBM420", "ibm420 cp420 ebcdiccpar1 csibm420 osf100201a4"},
	{"IBM423", "ibm423 cp423 ebcdiccpgr csibm423"},
	{"IBM424", "ibm424 cp424 ebcdiccphe csibm424 osf100201a8"},
	{"IBM437", "ibm437 cp437 437 cspc8codepage437 osf100201b5"},
	{"IBM500", "ibm500 cp500 500 500v1 ebcdiccpbe ebcdiccpch csibm500 osf100201f4 cp1084"},
	{"IBM803", "ibm803 cp803 csibm803"},
	{"IBM850", "ibm850 cp850 850 cspc850multilingual osf10020352"},
	{"IBM851", "ibm851 cp851 851 csibm851"},
	{"IBM852", "ibm852 cp852 852 cspcp852 osf10020354"},
	{"IBM855", "ibm855 cp855 855 csibm855 osf10020357"},
	{"IBM856", "ibm856 cp856 856 csibm856"},
	{"IBM857", "ibm857 cp857 857 csibm857 osf10020359"},
	{"IBM858", "ibm858 cp858 858 cspc858multilingual"},
	{"IBM860", "ibm860 cp860 860 csibm860"},
	{"IBM861", "ibm861 cp861 861 cpibm861 osf1002035d"},
	{"IBM862", "ibm862 cp862 862 cspc862latinhebrew osf1002035e"},
	{"IBM863", "ibm863 cp863 863 csibm863 osf1002035f"},
	{"IBM864", "ibm864 cp864 864 csibm864 osf10020360"},
	{"IBM865", "ibm865 cp865 865 csibm865"},
	{"IBM866", "ibm866 cp866 866 csibm866"},
	{"IBM866NAV", "ibm866nav cp866nav 866nav"},
	{"IBM868", "ibm868 cp868 cpar csibm868 osf10020364"},
	{"IBM869", "ibm869 cp869 869 cpgr csibm869 osf10020365"},
	{"IBM870", "ibm870 cp870 ebcdiccproece ebcdiccpyu csibm870 osf10020366"},
	{"IBM871", "ibm871 cp871 ebcdiccpis csibm871 osf10020367"},
	{"IBM874", "ibm874 874 cp874 windows874"},
	{"IBM875", "ibm875 cp875 ebcdicgreek osf1002036b"},
	{"IBM880", "ibm880 cp880 ebcdiccyrillic csibm880 osf10020370"},
	{"IBM891", "ibm891 cp891 csibm891 osf1002037b"},
	{"IBM901", "ibm901 cp901 csibm901"},
	{"IBM902", "ibm902 cp902 csibm902"},
	{"IBM903", "ibm903 cp903 csibm903 osf10020387"},
	{"IBM904", "ibm904 cp904 904 csibm904 osf10020388"},
	{"IBM905", "ibm905 cp905 ebcdiccptr csibm905"},
	{"IBM918", "ibm918 cp918 ebcdiccpar2 csibm918 osf10020396"},
	{"IBM921", "ibm921 cp921 csibm921"},
	{"IBM922", "ibm922 cp922 csibm922"},
	{"IBM930", "ibm930 cp930 csibm930"},
	{"IBM932", "ibm932 csibm932"},
	{"IBM933", "ibm933 cp933 csibm933"},
	{"IBM935", "ibm935 cp935 csibm935"},
	{"IBM937", "ibm937 cp937 csibm937"},
	{"IBM939", "ibm939 cp939 csibm939"},
	{"IBM943", "ibm943 csibm943"},
	{"IBM1004", "ibm1004 cp1004 os2latin1"},
	{"IBM1008", "ibm1008 cp1008 csibm1008"},
	{"IBM1025", "ibm1025 cp1025 csibm1025"},
	{"IBM1026", "ibm1026 cp1026 1026 csibm1026 osf10020402"},
	{"IBM1046", "ibm1046 cp1046 1046"},
	{"IBM1047", "ibm1047 cp1047 1047 osf10020417"},
	{"IBM1097", "ibm1097 cp1097 csibm1097"},
	{"IBM1112", "ibm1112 cp1112 csibm1112"},
	{"IBM1122", "ibm1122 cp1122 csibm1122"},
	{"IBM1123", "ibm1123 cp1123 csibm1123"},
	{"IBM1124", "ibm1124 cp1124 csibm1124"},
	{"IBM1129", "ibm1129 cp1129 csibm1129"},
	{"IBM1130", "ibm1130 cp1130 csibm1130"},
	{"IBM1132", "ibm1132 cp1132 csibm1132"},
	{"IBM1133", "ibm1133 cp1133 csibm1133"},
	{"IBM1137", "ibm1137 cp1137 csibm1137"},
	{"IBM1140", "ibm1140 cp1140 csibm1140"},
	{"IBM1141", "ibm1141 cp1141 csibm1141"},
	{"IBM1142", "ibm1142 cp1142 csibm1142"},
	{"IBM1143", "ibm1143 cp1143 csibm1143"},
	{"IBM1144", "ibm1144 cp1144 csibm1144"},
	{"IBM1145", "ibm1145 cp1145 csibm1145"},
	{"IBM1146", "ibm1146 cp1146 csibm1146"},
	{"IBM1147", "ibm1147 cp1147 csibm1147"},
	{"IBM1148", "ibm1148 cp1148 csibm1148"},
	{"IBM1149", "ibm1149 cp1149 csibm1149"},
	{"IBM1153", "ibm1153 cp1153 csibm1153"},
	{"IBM1154", "ibm1154 cp1154 csibm1154"},
	{"IBM1155", "ibm1155 cp1155 csibm1155"},
	{"IBM1156", "ibm1156 cp1156 csibm1156"},
	{"IBM1157", "ibm1157 cp1157 csibm1157"},
	{"IBM1158", "ibm1158 cp1158 csibm1158"},
	{"IBM1160", "ibm1160 cp1160 csibm1160"},
	{"IBM1161", "ibm1161 cp1161 csibm1161"},
	{"IBM1162", "ibm1162 cp1162 csibm11621162"},
	{"IBM1163", "ibm1163 cp1163 csibm1163"},
	{"IBM1164", "ibm1164 cp1164 csibm1164"},
	{"IBM1166", "ibm1166 cp1166 csibm1166"},
	{"IBM1167", "ibm1167 cp1167 csibm1167"},
	{"IBM1364", "ibm1364 cp1364 csibm1364"},
	{"IBM1371", "ibm1371 cp1371 csibm1371"},
	{"IBM1388", "ibm1388 cp1388 csibm1388"},
	{"IBM1390", "ibm1390 cp1390 csibm1390"},
	{"IBM1399", "ibm1399 cp1399 csibm1399"},
	{"IBM4517", "ibm4517 cp4517 csibm4517"},
	{"IBM4899", "ibm4899 cp4899 csibm4899"},
	{"IBM4909", "ibm4909 cp4909 csibm4909"},
	{"IBM4971", "ibm4971 cp4971 csibm4971"},
	{"IBM5347", "ibm5347 cp5347 csibm5347"},
	{"IBM9030", "ibm9030 cp9030 csibm9030"},
	{"IBM9066", "ibm9066 cp9066 csibm9066"},
	{"IBM9448", "ibm9448 cp9448 csibm9448"},
	{"IBM12712", "ibm12712 cp12712 csibm12712"},
	{"IBM16804", "ibm16804 cp16804 csibm16804"},
	{"IEC_P27-1", "iecp271 isoir143 csiso143iecp271"},
	{"INIS", "inis isoir49 csiso49inis"},
	{"INIS-8", "inis8 isoir50 csiso50inis8"},
	{"INIS-CYRILLIC", "iniscyrillic isoir51 csiso51iniscyrillic"},
	{"ISIRI-3342", "isiri3342"},
	{"ISO-2022-CN", "iso2022cn csiso2022cn"},
	{"ISO-2022-CN-EXT", "iso2022cnext"},
	{"ISO-2022-JP", "iso2022jp csiso2022jp"},
	{"ISO-2022-JP-2", "iso2022jp2 csiso2022jp2"},
	{"ISO-2022-JP-3", "iso2022jp3"},
	{"ISO-2022-KR", "iso2022kr csiso2022kr"},
	{"ISO-8859-1", "iso88591 isoir100 iso885911987 latin1 l1 ibm819 cp819 csisolatin1 88591 osf00010001"},
	{"ISO-8859-2", "iso88592 isoir101 iso885921987 latin2 l2 csisolatin2 88592 osf00010002 ibm912 cp912"},
	{"ISO-8859-3", "iso88593 isoir109 iso885931988 latin3 l3 csisolatin3 88593 osf00010003"},
	{"ISO-8859-4", "iso88594 isoir110 iso885941988 latin4 l4 csisolatin4 88594 osf00010004"},
	{"ISO-8859-5", "iso88595 isoir144 iso885951988 cyrillic csisolatincyrillic 88595 osf00010005 ibm915 cp915"},
	{"ISO-8859-6",
	 "iso88596 isoir127 iso885961987 ecma114 asmo708 arabic csisolatinarabic 88596 osf00010006 ibm1089 cp1089"},
	{"ISO-8859-7", "iso88597 isoir126 iso885972003 iso885971987 elot928 ecma118 greek greek8 csisolatingreek 88597 "
		       "osf00010007 ibm813 cp813"},
	{"ISO-8859-8", "iso88598 isoir138 iso885981988 hebrew csisolatinhebrew 88598 osf00010008 ibm916 cp916"},
	{"ISO-8859-9",
	 "iso88599 isoir148 iso885991989 latin5 l5 csisolatin5 88599 osf00010009 ibm920 cp920 ts5881 ecma128"},
	{"ISO-8859-9E", "iso88599e"},
	{"ISO-8859-10", "iso885910 isoir157 iso8859101992 latin6 l6 csisolatin6 osf0001000a"},
	{"ISO-8859-11", "iso885911"},
	{"ISO-8859-13", "iso885913 isoir179 latin7 l7 baltic"},
	{"ISO-8859-14", "iso885914 isoir199 latin8 l8 iso8859141998 isoceltic"},
	{"ISO-8859-15", "iso885915 isoir203 latin9 iso8859151998"},
	{"ISO-8859-16", "iso885916 isoir226 latin10 l10 iso8859162001"},
	{"ISO-10646-UCS-2", "iso10646ucs2"},
	{"ISO-IR-197", "isoir197"},
	{"ISO-IR-209", "isoir209"},
	{"ISO_2033", "iso2033 isoir98 iso20331983 e13b csiso2033"},
	{"ISO_5427", "iso5427 isoir37 koi7 csiso5427cyrillic"},
	{"ISO_5427-EXT", "iso5427ext isoir54 iso54271981 csiso5427cyrillic1981"},
	{"ISO_5428", "iso5428 isoir55 iso54281980 csiso5428greek"},
	{"ISO_6937", "iso6937 isoir156 iso69371992"},
	{"ISO_6937-2", "iso69372 isoir90 iso693721983 csiso90"},
	{"ISO_10367-BOX", "iso10367box isoir155 csiso10367box"},
	{"ISO_11548-1", "iso115481 isotr115481"},
	{"IT", "it isoir15 iso646it csiso15italian"},
	{"JIS_C6220-1969-RO", "jisc62201969ro isoir14 jp iso646jp csiso14jisc6220ro"},
	{"JIS_C6229-1984-B", "jisc62291984b isoir92 iso646jpocrb jpocrb csiso92jisc62991984b"},
	{"JOHAB", "johab mscp1361 cp1361"},
	{"JUS_I.B1.002", "jusib1002 isoir141 iso646yu js yu csiso141jusib1002"},
	{"KOI8-R", "koi8r cskoi8r"},
	{"KOI8-RU", "koi8ru"},
	{"KOI8-T", "koi8t"},
	{"KOI8-U", "koi8u"},
	{"KOI-8", "koi8"},
	{"KSC5636", "ksc5636 iso646kr csksc5636"},
	{"LATIN-GREEK", "latingreek isoir19 csiso19latingreek"},
	{"LATIN-GREEK-1", "latingreek1 isoir27 csiso27latingreek1"},
	{"MAC-CENTRALEUROPE", "maccentraleurope cp1282"},
	{"MAC-IS", "macis"},
	{"MAC-SAMI", "macsami"},
	{"MAC-UK", "macuk macukrainian maccyrillic"},
	{"MACINTOSH", "macintosh mac csmacintosh"},
	{"MIK", "mik"},
	{"MSZ_7795.3", "msz77953 isoir86 iso646hu hu csiso86hungarian"},
	{"NATS-DANO", "natsdano isoir91 csnatsdano"},
	{"NATS-SEFI", "natssefi isoir81 csnatssefi"},
	{"NC_NC00-10", "ncnc0010 cuba ncnc001081 isoir151 iso646cu csiso151cuba"},
	{"NF_Z_62-010", "nfz62010 isoir69 iso646fr fr csiso69french"},
	{"NF_Z_62-010_1973", "nfz620101973 isoir25 iso646fr1 csiso25french"},
	{"NS_4551-1", "ns45511 isoir60 iso646no no csiso60danishnorwegian csiso60norwegian1"},
	{"NS_4551-2", "ns45512 iso646no2 isoir61 no2 csiso61norwegian2"},
	{"PT", "pt isoir16 iso646pt csiso16portugese"},
	{"PT2", "pt2 isoir84 iso646pt2 csiso84portuguese2"},
	{"PT154", "pt154"},
	{"RK1048", "rk1048 strk10482002"},
	{"SEN_850200_B", "sen850200b isoir10 fi iso646fi iso646se se csiso10swedish ss636127"},
	{"SEN_850200_C", "sen850200c isoir11 iso646se2 se2 csiso11swedishfornames"},
	{"SJIS", "sjis shiftjis mskanji csshiftjis"},
	{"Shift_JISX0213", "shiftjisx0213"},
	{"T.61-8BIT", "t618bit t61 isoir103 csiso103t618bit"},
	{"TCVN5712-1", "tcvn57121 tcvn tcvn5712 tcvn571211993"},
	{"TIS-620", "tis620 tis6200 tis62025291 tis62025330 isoir166"},
	{"TSCII", "tscii"},
	{"UCS-2", "ucs2"},
	{"UCS-4", "ucs4"},
	{"UHC", "uhc mscp949 cp949 osf100203b5"},
	{"UNICODE", "unicode csunicode"},
	{"UTF-7", "utf7"},
	{"UTF-7-IMAP", "utf7imap"},
	{"UTF-16", "utf16"},
	{"UTF-16BE", "utf16be"},
	{"UTF-16LE", "utf16le"},
	{"UTF-32", "utf32"},
	{"UTF-32BE", "utf32be"},
	{"UTF-32LE", "utf32le"},
	{"VISCII", "viscii"},
	{"WIN-SAMI-2", "winsami2 ws2"},
};
const size_t charset_names_count = sizeof(charset_names) / sizeof(*charset_names);

/* Names used for a superset of what they are registered for, and unregistered names. */
static const struct charset_name practice[] = {
	{"CP1252", "iso88591 latin1 l1 iso885911987 iso8859 iso88591windows1252 windows1252 xansi ansi xcp1252 cp819"},
	{"CP1252", "usascii ascii ansix341968 ansix34 us 646 iso646us 7bit 8bit none default iso8859us"},
	{"CP1254", "iso88599 latin5 l5 xcp1254"},
	{"TIS-620", "iso885911 windows874 xwindows874 cp874 dos874"},
	{"ISO-8859-8", "iso88598 iso88598i iso88598e visual logical"},
	{"GB18030", "gb2312 gbk euccn gb gbk18030 gb231280 xgbk csgb2312 chinese cp936 ms936 windows936"},
	{"UHC", "ksc56011987 ksc56011989 ksc5601 ksx1001 euckr cseuckr korean cp949 ms949 windows949 xwindows949"},
	{"CP932", "shiftjis sjis xsjis mskanji csshiftjis xmscp932 windows31j"},
	{"BIG5HKSCS", "big5 cnbig5 xxbig5 csbig5 xbig5 cp950 big5eten"},
	{"ISO-2022-JP-3", "iso2022jp csiso2022jp iso2022jp1 iso2022jpms xiso2022jp cp50220 cp50221 cp50222"},
	{"EUC-JP-MS", "eucjp xeucjp xeuc"},
	{"MACINTOSH", "xmacroman macroman xmac"},
	{"MAC-UK", "xmaccyrillic maccyrillic xmacukrainian"},
	{"MAC-CENTRALEUROPE", "xmacce macce maclatin2 xmaccentraleurroman"},
	{"MAC-IS", "xmacicelandic macicelandic maciceland"},
	{"Shift_JISX0213", "shiftjis2004 sjis2004 shiftjisx0213 xsjisx0213"},
	{"EUC-JISX0213", "eucjis2004 eucjisx0213"},
	{"ISO-2022-JP-3", "iso2022jp2004 iso2022jp3"},
	{"KOI8-R", "koi8 koi cskoi8r koi8rk"},
	{"CP1251", "xcp1251 win1251 cp1251windows1251 win"},
	{"CP1250", "xcp1250 win1250"},
	{"CP866", "xcp866 dos866 alt"},
	{"UTF-7", "unicode11utf7 xutf7 unicode20utf7 xunicode20utf7"},
	{"UTF-16", "unicode ucs2 xutf16"},
};

#define NAME_MAX_LENGTH 40
#define NEAR_MIN 5 /* shorter names are never taken for misspelt ones */

/* The name reduced to lower-case letters and digits; false if it is too long or nothing is left. */
static bool name_plain(struct span name, char out[NAME_MAX_LENGTH], struct span *plain)
{
	size_t len = 0;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			continue;
		if (len == NAME_MAX_LENGTH)
			return false;
		out[len++] = c;
	}
	*plain = (struct span){out, len};
	return len > 0;
}

static bool row_has(const struct charset_name *row, struct span plain)
{
	struct span rest = span_of(row->aliases), word;
	while (span_cut(&rest, ' ', &word))
		if (span_eq(word, plain))
			return true;
	return false;
}

static ptrdiff_t charset_row(const char *iconv)
{
	for (size_t i = 0; i < charset_names_count; i++)
		if (span_eq(span_of(charset_names[i].iconv), span_of(iconv)))
			return (ptrdiff_t)i;
	return -1;
}

ptrdiff_t charset_names_find(struct span name)
{
	char store[NAME_MAX_LENGTH];
	struct span plain;
	if (!name_plain(name, store, &plain))
		return -1;
	for (size_t i = 0; i < sizeof(practice) / sizeof(*practice); i++)
		if (row_has(&practice[i], plain))
			return charset_row(practice[i].iconv);
	for (size_t i = 0; i < charset_names_count; i++)
		if (row_has(&charset_names[i], plain))
			return (ptrdiff_t)i;
	return -1;
}

static void row_near(const struct charset_name *row, struct nearest *near, const char **found)
{
	struct span rest = span_of(row->aliases), word;
	while (span_cut(&rest, ' ', &word)) {
		unsigned before = near->distance;
		nearest_try(near, word);
		if (near->distance < before)
			*found = row->iconv;
	}
}

ptrdiff_t charset_names_near(struct span name)
{
	char store[NAME_MAX_LENGTH];
	struct span plain;
	struct nearest near;
	const char *found = NULL;
	if (!name_plain(name, store, &plain) || plain.len < NEAR_MIN)
		return -1;
	nearest_init(&near, plain);
	for (size_t i = 0; i < sizeof(practice) / sizeof(*practice); i++)
		row_near(&practice[i], &near, &found);
	for (size_t i = 0; i < charset_names_count; i++)
		row_near(&charset_names[i], &near, &found);
	return nearest_best(&near).len && found ? charset_row(found) : -1;
}
