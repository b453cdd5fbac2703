; Inno Setup 6: iscc /DVersion=0.1.0 sdviewer.iss, after PyInstaller has made dist\sdviewer.
#ifndef Version
  #error Say which version: iscc /DVersion=0.1.0 sdviewer.iss
#endif

[Setup]
AppId=sdviewer
AppName=sdviewer
AppVersion={#Version}
AppPublisher=The sdviewer maintainers
DefaultDirName={autopf}\sdviewer
DefaultGroupName=sdviewer
DisableProgramGroupPage=yes
; For this user without asking for rights, or for all.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
LicenseFile=..\..\LICENSE
UninstallDisplayIcon={app}\sdviewer.exe
SourceDir=.
OutputDir=..\..\dist
OutputBaseFilename=sdviewer-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.Picture=SDC picture
de.Picture=SDC-Bild
en.Compress=Compress to SDC
de.Compress=Als SDC speichern
en.Associate=Open .sdc files with sdviewer
de.Associate=.sdc-Dateien mit sdviewer öffnen

[Tasks]
Name: "associate"; Description: "{cm:Associate}"

[Files]
Source: "..\..\dist\sdviewer\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\sdviewer"; Filename: "{app}\sdviewer.exe"

[Registry]
; The type, and what opens it. HKA is this user's or everybody's, as the installation is.
Root: HKA; Subkey: "Software\Classes\sdviewer.sdc"; ValueType: string; ValueName: ""; ValueData: "{cm:Picture}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\sdviewer.sdc\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\sdviewer.exe,0"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\sdviewer.sdc\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\sdviewer.exe"" ""%1"""; Flags: uninsdeletekey
; The suffix: always offered under "open with"; by default only where that was asked for.
Root: HKA; Subkey: "Software\Classes\.sdc\OpenWithProgids"; ValueType: none; ValueName: "sdviewer.sdc"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.sdc"; ValueType: string; ValueName: ""; ValueData: "sdviewer.sdc"; Flags: uninsdeletevalue uninsdeletekeyifempty; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.sdc"; ValueType: string; ValueName: "Content Type"; ValueData: "image/x-sdc"; Flags: uninsdeletevalue uninsdeletekeyifempty; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.sdc"; ValueType: string; ValueName: "PerceivedType"; ValueData: "image"; Flags: uninsdeletevalue uninsdeletekeyifempty; Tasks: associate
; "Compress to SDC" in the menu of every picture.
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\sdviewer.compress"; ValueType: string; ValueName: ""; ValueData: "{cm:Compress}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\sdviewer.compress"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\sdviewer.exe,0"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\sdviewer.compress\command"; ValueType: string; ValueName: ""; ValueData: """{app}\sdviewer.exe"" compress ""%1"""; Flags: uninsdeletekey
; Among the programs that open pictures.
Root: HKA; Subkey: "Software\Classes\Applications\sdviewer.exe\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\sdviewer.exe"" ""%1"""; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\sdviewer.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "sdviewer"; Flags: uninsdeletekey

[Run]
Filename: "{app}\sdviewer.exe"; Description: "{cm:LaunchProgram,sdviewer}"; Flags: nowait postinstall skipifsilent
